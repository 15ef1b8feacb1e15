package org.autodiff;

import java.util.Arrays;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Backward rules of elementwise gates on large arrays, a chunk at a time.
 *
 * <p>A rule is several tensor operations. Over a whole array each of them would stream its operands from main memory and its
 * result back; over a chunk all of them stay in the first-level cache, and chunks can be dealt to threads. It is the
 * gate's own rule, with the same bits, for an element does not see where in an array it stands.
 */
final class Chunks {
    /** Elements in a chunk: 8 KB, so that the three or four arrays that a rule has in hand fit the first-level cache. */
    static final int LENGTH = Integer.getInteger("chunk", 1024);

    /** Smaller arrays stay in the second-level cache anyway. */
    private static final int LARGE = Integer.getInteger("large", 16 * 1024);

    private Chunks() {}

    /** Whether a rule may be applied so: not if anything it computes could be differentiated or recorded. */
    static boolean pay(UnaryGate gate, Tensor x, Tensor y, Tensor upstream) {
        return upstream.size() >= LARGE
                && gate instanceof UnaryElementwise
                && !Context.current().recording
                && Context.current().trace == null
                && upstream.dual == null
                && (x == null || x.dual == null)
                && (y == null || y.dual == null);
    }

    /** The gradient of the input. What the rule does not read is null. */
    static Tensor backward(UnaryGate gate, Tensor x, Tensor y, Tensor upstream) {
        NdArray gradient = Raw.allocate(upstream.shape());
        Parallel.split(upstream.size(), LENGTH, LARGE, (from, to) -> {
            Raw.Scope open = Raw.currentScope();
            Raw.Scope scope = open == null ? Raw.openScope(false) : open;
            int mark = scope.mark();
            try {
                for (int at = from; at < to; at += LENGTH) {
                    int n = Math.min(LENGTH, to - at);
                    chunk(gate, x, y, upstream, at, n, Raw.data(gradient));
                    scope.releaseSince(mark);
                }
            } finally {
                if (open == null) {
                    scope.keepAll();
                }
            }
        });
        return Tensor.of(gradient);
    }

    private static void chunk(UnaryGate gate, Tensor x, Tensor y, Tensor upstream, int at, int n, double[] to) {
        Shape shape = Shape.of(n);
        Tensor result = gate.backward(part(x, at, shape), part(y, at, shape), part(upstream, at, shape));
        if (result == null) {
            Arrays.fill(to, at, at + n, 0);
        } else if (result.size() == n) {
            System.arraycopy(Raw.data(result.value), 0, to, at, n);
        } else {
            Arrays.fill(to, at, at + n, result.item());
        }
    }

    private static Tensor part(Tensor x, int at, Shape shape) {
        if (x == null) {
            return Tensor.unread(shape);
        }
        NdArray part = Raw.allocate(shape);
        System.arraycopy(Raw.data(x.value), at, Raw.data(part), 0, shape.size());
        return Tensor.of(part);
    }
}
