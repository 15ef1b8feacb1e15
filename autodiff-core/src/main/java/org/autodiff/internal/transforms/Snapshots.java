package org.autodiff.internal.transforms;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.Tensors;

/** Some of the states that a loop went through, from which the others can be computed again; see {@link Binomial}. */
final class Snapshots implements Repeated.Watch {
    /** A state before a step, and where the generators were. */
    private record Snapshot(int i, Tensor[] state, long[] positions) {}

    private final int n;

    /** How many may be kept. */
    final int most;

    private final Supplier<long[]> positions;
    private final List<Snapshot> kept = new ArrayList<>();
    private final Map<Integer, Long> bits = new HashMap<>();
    private int next;

    Snapshots(int n, int most, Supplier<long[]> positions) {
        this.n = n;
        this.most = most;
        this.positions = positions;
    }

    @Override
    public void at(int i, Tensor[] state) {
        if (i == next || i == n) {
            bits.put(i, Checkpoint.bitsOf(state));
        }
        if (i == next && i < n) {
            kept.add(new Snapshot(i, state, positions.get()));
            int free = most - kept.size();
            next = n - i > 1 && free > 0 ? i + Binomial.split(n - i, free + 1) : n;
        }
    }

    /** Gives up the states, which carry marks of transforms that are over; what is known of their numbers stays. */
    void drop() {
        kept.clear();
    }

    List<Tensor> states() {
        return kept.stream().flatMap(s -> Arrays.stream(s.state)).toList();
    }

    boolean isDropped() {
        return kept.isEmpty();
    }

    /** Whether a state is the same as in the run that this has seen, as far as that is known. */
    boolean agrees(int i, Tensor[] state) {
        Long known = bits.get(i);
        return known == null || known == Checkpoint.bitsOf(state);
    }

    /** The states before each step, from the last one to the first; the generators stand where they stood then. */
    IntFunction<Tensor[]> backwards(Repeated loop, Tensor[] arguments) {
        Deque<Snapshot> stack = new ArrayDeque<>();
        kept.forEach(stack::push);
        return i -> {
            while (stack.peek().i > i) {
                stack.pop();
            }
            Snapshot from = stack.peek();
            loop.sources().reset(from.positions);
            Tensor[] state = from.state;
            int free = most - stack.size();
            int stop = nextStop(from.i, i, free);
            for (int k = from.i; k < i; k++) {
                state = Arrays.copyOf(loop.step().run(k, loop.at(k, state, arguments)), loop.states());
                if (k + 1 == stop) {
                    stack.push(new Snapshot(stop, state, loop.sources().positions()));
                    stop = nextStop(stop, i, --free);
                }
            }
            return state;
        };
    }

    /** The state that is to be kept next on the way to a step; or one that is never reached. */
    private static int nextStop(int from, int to, int free) {
        return to > from && free > 0 ? from + Binomial.split(to + 1 - from, free + 1) : -1;
    }

    /** All states, for a walk that is itself recorded. */
    static IntFunction<Tensor[]> all(Repeated loop, Tensor[] arguments) {
        List<Snapshot> all = new ArrayList<>();
        loop.forward(
                arguments,
                (i, state) -> all.add(new Snapshot(i, state, loop.sources().positions())));
        return i -> {
            loop.sources().reset(all.get(i).positions);
            return all.get(i).state;
        };
    }

    static boolean arePlain(Tensor[] tensors) {
        return Arrays.stream(tensors).allMatch(Tensors::isPlain);
    }
}
