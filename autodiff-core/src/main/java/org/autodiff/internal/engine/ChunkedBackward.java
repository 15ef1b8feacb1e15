package org.autodiff.internal.engine;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.Memory;
import org.autodiff.internal.kernel.Limits;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Elementwise gates that follow each other on the way back, over large arrays of one shape: their rules are applied to
 * a chunk of the arrays, then to the next one.
 *
 * <p>Over whole arrays each operation of each rule would stream its operands from main memory and its result back,
 * which takes longer than computing it. A chunk stays in the caches from the first rule to the last; of all the
 * gradients only those that leave the run are ever whole. And chunks can be dealt to threads. The rules are the gates'
 * own, in the same order, with the same bits: an element does not see where in an array it stands.
 */
final class ChunkedBackward {
    private final BackwardWalk walk;
    private final Shape shape;

    /** In the order of the walk, consumers first; and the nodes below the run that get gradients from it. */
    private final List<Node> nodes = new ArrayList<>();

    private final int length;
    private final Map<Node, Integer> places = new IdentityHashMap<>();

    /** The gradients that came from outside; null where none did. */
    private final List<Tensor> before = new ArrayList<>();

    /** The gradients of the nodes below. */
    private final List<NdArray> after = new ArrayList<>();

    ChunkedBackward(BackwardWalk walk, Node[] order, int first, int length) {
        this.walk = walk;
        this.shape = order[first].shape;
        this.length = length;
        for (int k = 0; k < length; k++) {
            place(order[first - k]);
        }
        for (int k = 0; k < length; k++) {
            Node node = nodes.get(k);
            for (int i = 0; i < node.arity(); i++) {
                Node in = node.input(i);
                if (walk.wants(in) && !places.containsKey(in)) {
                    place(in);
                    after.add(Memory.allocate(shape));
                }
            }
        }
    }

    private void place(Node node) {
        places.put(node, nodes.size());
        nodes.add(node);
        before.add(walk.notes(node).upstream);
    }

    /** How many nodes, from {@code order[first]} down, form a run; less than two are none. */
    static int lengthOfRun(BackwardWalk walk, Node[] order, int first) {
        Shape shape = order[first].shape;
        int length = 0;
        if (shape.size() >= Limits.CHUNKED_ARRAY) {
            while (length <= first && belongs(walk, order[first - length], shape)) {
                length++;
            }
        }
        return length;
    }

    private static boolean belongs(BackwardWalk walk, Node node, Shape shape) {
        if (!node.shape.equals(shape) || !node.isElementwise()) {
            return false;
        }
        return !walk.notes(node).target; // a boundary that is no target gets no gradient
    }

    /** Passes the gradients through all nodes of the run. */
    void run() {
        boolean[] arrived = new boolean[after.size()];
        Parallel.split(shape.size(), Limits.BACKWARD_CHUNK, Limits.CHUNKED_ARRAY, (from, to) -> {
            Memory.Scope open = Memory.currentScope();
            Memory.Scope scope = open == null ? Memory.openScope(false) : open;
            try {
                Context.current().unobserved(() -> new Chunks(scope).run(from, to, arrived));
            } finally {
                if (open == null) {
                    scope.close();
                }
            }
        });
        for (int e = 0; e < arrived.length; e++) {
            if (arrived[e]) {
                walk.replace(nodes.get(length + e), Tensor.of(after.get(e)));
            }
        }
    }

    /** What one thread does: one chunk after the other. */
    private final class Chunks implements Route {
        private final Memory.Scope scope;
        private final WalkNotes[] notes = new WalkNotes[nodes.size()];
        private int at;
        private Shape chunk;

        Chunks(Memory.Scope scope) {
            this.scope = scope;
            for (int p = 0; p < notes.length; p++) {
                notes[p] = new WalkNotes();
            }
        }

        void run(int from, int to, boolean[] arrived) {
            int mark = scope.now();
            for (at = from; at < to; at += Limits.BACKWARD_CHUNK) {
                chunk = Shape.of(Math.min(Limits.BACKWARD_CHUNK, to - at));
                for (int p = 0; p < notes.length; p++) {
                    notes[p].upstream = before.get(p) == null ? null : part(before.get(p));
                }
                for (int p = 0; p < length; p++) {
                    if (notes[p].upstream != null) {
                        BackwardWalk.passBack(nodes.get(p), notes[p], this);
                    }
                }
                for (int e = 0; e < arrived.length; e++) {
                    Tensor gradient = notes[length + e].upstream;
                    if (gradient != null) {
                        System.arraycopy(
                                ArrayAccess.data(gradient.value), 0, ArrayAccess.data(after.get(e)), at, chunk.size());
                        arrived[e] = true;
                    }
                }
                scope.recycleSince(mark);
            }
        }

        private Tensor part(Tensor whole) {
            NdArray part = Memory.allocate(chunk);
            System.arraycopy(ArrayAccess.data(whole.value), at, ArrayAccess.data(part), 0, chunk.size());
            return Tensor.of(part);
        }

        @Override
        public boolean wants(Node node) {
            return walk.wants(node);
        }

        /** A number that was broadcast stays as it is. */
        @Override
        public Tensor read(Tensor kept, Shape of, int which) {
            return of.equals(shape)
                    ? Route.super.read(kept == null ? null : part(kept), chunk, which)
                    : Route.super.read(kept, of, which);
        }

        @Override
        public void send(Gate gate, int input, Node to, Tensor gradient) {
            if (gradient != null) {
                WalkNotes noted = notes[places.get(to)];
                Tensor fitting = GateContract.fit(gate, input, gradient, chunk);
                noted.upstream = noted.upstream == null ? fitting : noted.upstream.add(fitting);
            }
        }

        @Override
        public void sendOutput(NaryNode to, int index, Tensor gradient) {
            throw new IllegalStateException("an elementwise gate has one output");
        }
    }
}
