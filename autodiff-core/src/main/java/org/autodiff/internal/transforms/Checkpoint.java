package org.autodiff.internal.transforms;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Enclosure;
import org.autodiff.internal.engine.Isolation;
import org.autodiff.internal.engine.Substitution;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.ndarray.NdArray;

/**
 * Recomputation instead of storage (Chen, Xu, Zhang, Guestrin: Training deep nets with sublinear memory cost; 2016): of
 * a function the arguments are kept, and what else it read; the interior is computed again on the way back.
 */
public final class Checkpoint {
    private Checkpoint() {}

    /** What a function gives; its interior is not kept. */
    public static Tensor[] run(Function<Tensor[], Tensor[]> f, Tensor... xs) {
        Arguments.require("checkpoint", f, xs);
        Context context = Context.current();
        if (context.recorder != null || !context.recording) { // a recording keeps everything; else there is no tape
            return f.apply(xs);
        }
        Tensor[] arguments =
                Arrays.stream(xs).map(Tensors::live).map(Tensors::snapshot).toArray(Tensor[]::new);
        Function<Tensor[], Tensor[]> named = ys -> results(f.apply(ys));
        Enclosure.Discovery discovery;
        Tensor[] results;
        long bits;
        try (Isolation isolation = Isolation.begin(context)) {
            Tensor[] inside = Arrays.stream(arguments).map(isolation::enter).toArray(Tensor[]::new);
            discovery = new Enclosure.Discovery(context);
            results = discovery.run(context, () -> named.apply(inside));
            bits = bitsOf(results);
            results = Arrays.stream(results).map(isolation::leave).toArray(Tensor[]::new);
        }
        Closed again = new Again(
                named,
                xs.length,
                discovery.substitution(),
                discovery.references(),
                new Sources(discovery.sources()),
                shapesOf(results),
                bits);
        return Recomputed.attach(context, "checkpoint", again, concat(arguments, discovery.captured()), results);
    }

    /** The results of a function, as they are seen within it. */
    private static Tensor[] results(Tensor[] results) {
        Objects.requireNonNull(results, "checkpoint: the function returned null");
        return Arrays.stream(results)
                .map(y -> Objects.requireNonNull(y, "checkpoint: the function returned null"))
                .map(Tensors::live)
                .toArray(Tensor[]::new);
    }

    static Tensor[] concat(Tensor[] a, Tensor[] b) {
        Tensor[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    private static String shapesOf(Tensor[] tensors) {
        return Arrays.toString(Arrays.stream(tensors).map(Tensor::shape).toArray());
    }

    /** A hash of all numbers; equal numbers, to the bit, have equal ones. */
    static long bitsOf(Tensor... tensors) {
        long hash = 1;
        for (Tensor t : tensors) {
            NdArray numbers = Tensors.numbers(t);
            if (!ArrayAccess.isShapeOnly(numbers)) {
                double[] data = ArrayAccess.data(numbers);
                for (int i = 0; i < numbers.size(); i++) {
                    hash = (hash ^ Double.doubleToLongBits(data[i])) * 0x9E3779B97F4A7C15L;
                    hash ^= hash >>> 32;
                }
            }
        }
        return hash;
    }

    /** The function again, with what it read from outside as further arguments. */
    private record Again(
            Function<Tensor[], Tensor[]> f,
            int arguments,
            Substitution substitution,
            Enclosure.References references,
            Sources sources,
            String shapes,
            long bits)
            implements Closed {
        @Override
        public Tensor[] run(int step, Tensor... all) {
            Context context = Context.current();
            long[] now = sources.positions();
            sources.reset();
            try {
                Enclosure.Again enclosure = new Enclosure.Again(context, substitution, references, all, arguments);
                Tensor[] y = enclosure.run(context, () -> {
                    context.recording = true;
                    context.tangents = true;
                    return f.apply(Arrays.copyOf(all, arguments));
                });
                check(enclosure, y);
                return y;
            } finally {
                sources.reset(now);
            }
        }

        private void check(Enclosure.Again enclosure, Tensor[] y) {
            String what = !shapesOf(y).equals(shapes)
                    ? "gave shapes " + shapesOf(y) + " instead of " + shapes
                    : enclosure.reads() != references.size()
                            ? "read " + enclosure.reads() + " tensors from outside instead of " + references.size()
                            : bitsOf(y) != bits ? "gave other numbers than at first" : null;
            if (what != null) {
                throw new IllegalStateException("checkpoint: when the function ran again for the way back, it " + what
                        + ": it must do the same each time (draw from Rng, keep no memo, and leave what it reads as"
                        + " it is until then)");
            }
        }
    }
}
