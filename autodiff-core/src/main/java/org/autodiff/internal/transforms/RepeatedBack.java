package org.autodiff.internal.transforms;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.Tensors;

/**
 * The way back through a loop, as a closed function: step by step from the last one, each run again with recording and
 * walked. What the steps contribute to an argument that all of them read is added up in this order, whichever states
 * were kept; so no bit depends on that.
 */
record RepeatedBack(Repeated loop, int arguments, boolean[] needed, boolean[] arrived) implements Closed {
    @Override
    public Tensor[] run(int ignored, Tensor... all) {
        long[] now = loop.sources().positions();
        try {
            return back(Arrays.copyOf(all, arguments), WalkBack.upstream(all, arguments, arrived));
        } finally {
            loop.sources().reset(now);
        }
    }

    private IntFunction<Tensor[]> states(Tensor[] xs, Tensor[] upstream) {
        boolean recorded = Arrays.stream(xs).anyMatch(Tensors::onTape)
                || Arrays.stream(upstream).anyMatch(u -> u != null && Tensors.onTape(u));
        Snapshots kept = loop.kept();
        if (kept != null && !kept.isDropped() && Snapshots.arePlain(xs) && !recorded) {
            return kept.backwards(loop, xs);
        }
        loop.sources().reset();
        if (recorded) {
            return Snapshots.all(loop, xs);
        }
        int most = kept == null ? Binomial.states(loop.n()) : kept.most;
        Snapshots again = new Snapshots(loop.n(), most, loop.sources()::positions);
        loop.forward(xs, again);
        return again.backwards(loop, xs);
    }

    private Tensor[] back(Tensor[] xs, Tensor[] upstream) {
        int states = loop.states();
        int end = states + loop.rows();
        IntFunction<Tensor[]> before = states(xs, upstream);
        boolean[] inStep = needed.clone();
        Arrays.fill(inStep, 0, states, true);
        Tensor[] gradients = new Tensor[arguments];
        System.arraycopy(upstream, 0, gradients, 0, states);
        Rows[] rows = new Rows[loop.rows()];
        Arrays.setAll(rows, k -> new Rows(loop.n()));
        for (int i = loop.n() - 1; i >= 0; i--) {
            int step = i;
            Tensor[] u = upstream.clone();
            System.arraycopy(gradients, 0, u, 0, states);
            for (int k = states; k < u.length; k++) {
                u[k] = u[k] == null ? null : u[k].select(0, i);
            }
            Tensor[] g = WalkBack.gradients(loop.step(), i, loop.at(i, before.apply(i), xs), inStep, y -> {
                check(step, y);
                return u;
            });
            System.arraycopy(g, 0, gradients, 0, states);
            for (int k = states; k < arguments; k++) {
                if (g[k] == null) {
                    continue;
                }
                if (k < end) {
                    rows[k - states].put(i, g[k]);
                } else {
                    gradients[k] = gradients[k] == null ? g[k] : gradients[k].add(g[k]);
                }
            }
        }
        for (int k = states; k < end; k++) {
            gradients[k] = rows[k - states].all();
        }
        for (int i = 0; i < states; i++) {
            gradients[i] = needed[i] ? gradients[i] : null;
        }
        return gradients;
    }

    private void check(int step, Tensor[] y) {
        if (loop.kept() != null && !loop.kept().agrees(step + 1, Arrays.copyOf(y, loop.states()))) {
            throw new IllegalStateException(loop.name() + ": when steps up to " + step
                    + " ran again for the way back, they gave another state than at first: a step must do the same each"
                    + " time (draw from Rng, keep no memo, and leave what it reads as it is until then)");
        }
    }
}
