package org.autodiff.internal.transforms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * A loop as a closed function. Its arguments are the state at the beginning, tensors of which each step sees one row,
 * and whatever else the steps read; its results the state at the end, and what the steps gave beside it, as rows.
 * A transform of the loop is the loop of the transformed step, so it takes no more memory.
 *
 * @param name in messages
 * @param n how many steps there are
 * @param states of how many tensors the state consists
 * @param rows how many arguments are dealt out by rows
 * @param step takes the state, a row of each of these, and the rest; gives the next state and what else
 * @param outputs what a step gives beside the state
 */
record Repeated(String name, int n, int states, int rows, Closed step, int outputs, Sources sources, Snapshots kept)
        implements Closed {

    @Override
    public Tensor[] run(int ignored, Tensor... arguments) {
        long[] now = sources.positions();
        sources.reset();
        try {
            return forward(arguments, (i, state) -> {});
        } finally {
            sources.reset(now);
        }
    }

    /** What is told of the state before each step, and of that at the end. */
    interface Watch {
        void at(int i, Tensor[] state);
    }

    /** Does all steps, with the generators where they are. */
    Tensor[] forward(Tensor[] arguments, Watch watch) {
        Tensor[] state = Arrays.copyOf(arguments, states);
        List<Rows> ys = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            watch.at(i, state);
            Tensor[] y = step.run(i, at(i, state, arguments));
            state = Arrays.copyOf(y, states);
            if (i > 0 && y.length != states + ys.size()) {
                throw new IllegalArgumentException(
                        name + ": step " + i + " gave " + (y.length - states) + " outputs, the first one " + ys.size());
            }
            for (int k = states; k < y.length; k++) {
                if (i == 0) {
                    ys.add(new Rows(n));
                }
                ys.get(k - states).put(i, y[k]);
            }
        }
        watch.at(n, state);
        Tensor[] all = Arrays.copyOf(state, states + ys.size());
        for (int k = states; k < all.length; k++) {
            all[k] = ys.get(k - states).all();
        }
        return all;
    }

    /** The arguments of a step. */
    Tensor[] at(int i, Tensor[] state, Tensor[] arguments) {
        Tensor[] now = arguments.clone();
        System.arraycopy(state, 0, now, 0, states);
        for (int k = states; k < states + rows; k++) {
            now[k] = arguments[k].select(0, i);
        }
        return now;
    }

    // ---- transforms

    @Override
    public Closed vjp(int arguments, boolean[] needed, boolean[] arrived) {
        return new RepeatedBack(this, arguments, needed, arrived);
    }

    /** With tangents: the state of the loop has twice as many tensors. */
    @Override
    public Closed jvp(boolean[] moving, boolean[] moved) {
        boolean[] inStep = moving.clone();
        Arrays.fill(inStep, 0, states, true);
        boolean[] all = new boolean[states + outputs];
        Arrays.fill(all, true);
        Layout in = new Layout(inStep, states, rows);
        Layout out = new Layout(all, states, outputs);
        Closed both = step.jvp(inStep, all);
        Closed steps = (i, xs) -> out.interleave(both.run(i, in.apart(xs)));
        Repeated loop =
                new Repeated(name, n, 2 * states, in.count(states, states + rows), steps, 2 * outputs, sources, null);
        return (ignored, xs) -> {
            List<Tensor> full = new ArrayList<>(Arrays.asList(xs).subList(0, moving.length));
            int next = moving.length;
            for (int i = 0; i < moving.length; i++) {
                if (moving[i]) {
                    full.add(xs[next++]);
                } else if (inStep[i]) {
                    full.add(Tensor.zeros(xs[i].shape()));
                }
            }
            Tensor[] y = Recomputed.apply(name, loop, in.interleave(full.toArray(Tensor[]::new)));
            Tensor[] apart = out.apart(y);
            List<Tensor> results = new ArrayList<>(Arrays.asList(apart).subList(0, moved.length));
            for (int k = 0; k < moved.length; k++) {
                if (moved[k]) {
                    results.add(apart[moved.length + k]);
                }
            }
            return results.toArray(Tensor[]::new);
        };
    }

    /** For a batch: rows stay the first axis within the loop. */
    @Override
    public Closed vmap(int size, boolean[] mapped) {
        boolean[] inStep = mapped.clone();
        Arrays.fill(inStep, 0, states, true);
        Repeated loop = new Repeated(name, n, states, rows, step.vmap(size, inStep), outputs, sources, null);
        return (ignored, xs) -> {
            Tensor[] in = xs.clone();
            for (int i = 0; i < states + rows; i++) {
                if (i < states && !mapped[i]) {
                    in[i] = xs[i].unsqueeze(0).broadcastTo(Shape.of(size).concat(xs[i].shape()));
                } else if (i >= states && mapped[i]) {
                    in[i] = xs[i].transpose(0, 1);
                }
            }
            Tensor[] y = Recomputed.apply(name, loop, in);
            for (int k = states; k < y.length; k++) {
                y[k] = y[k].transpose(0, 1);
            }
            return y;
        };
    }

    /**
     * The order of tensors with tangents. A step has them apart: all tensors, then the tangents that there are. A loop
     * has them by kind: the state and its tangents, rows and theirs, the rest and theirs.
     */
    private record Layout(boolean[] moving, int states, int rows) {
        int count(int from, int to) {
            int count = to - from;
            for (int i = from; i < to; i++) {
                count += moving[i] ? 1 : 0;
            }
            return count;
        }

        /** For each place in the order of a loop its place in that of a step. */
        private int[] places() {
            int[] tangent = new int[moving.length];
            int next = moving.length;
            for (int i = 0; i < moving.length; i++) {
                tangent[i] = moving[i] ? next++ : -1;
            }
            int[] places = new int[next];
            int at = 0;
            int[] ends = {0, states, states + rows, moving.length};
            for (int kind = 0; kind < 3; kind++) {
                for (int i = ends[kind]; i < ends[kind + 1]; i++) {
                    places[at++] = i;
                }
                for (int i = ends[kind]; i < ends[kind + 1]; i++) {
                    if (moving[i]) {
                        places[at++] = tangent[i];
                    }
                }
            }
            return places;
        }

        Tensor[] interleave(Tensor[] apart) {
            return Arrays.stream(places()).mapToObj(p -> apart[p]).toArray(Tensor[]::new);
        }

        Tensor[] apart(Tensor[] interleaved) {
            int[] places = places();
            Tensor[] apart = new Tensor[places.length];
            for (int i = 0; i < places.length; i++) {
                apart[places[i]] = interleaved[i];
            }
            return apart;
        }
    }
}
