package org.autodiff.internal.transforms;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Engine;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.engine.Transform;
import org.autodiff.internal.gates.move.Moves;

/** How arguments enter a function under a transform, and how results leave it. */
final class Arguments {
    private static final Moves.Alias ALIAS = new Moves.Alias();

    private Arguments() {}

    static void require(String operation, Object f, Tensor[] xs) {
        Objects.requireNonNull(f, operation + ": the function is null");
        Objects.requireNonNull(xs, operation + ": the arguments are null");
        if (xs.length == 0) {
            throw new IllegalArgumentException(
                    operation + ": needs at least one argument to differentiate with respect to");
        }
        for (int i = 0; i < xs.length; i++) {
            requireNonNull(operation, "argument", xs, i);
        }
    }

    static void requireNonNull(String operation, String what, Tensor[] tensors, int i) {
        if (tensors[i] == null) {
            throw new NullPointerException(operation + ": " + what + (tensors.length == 1 ? "" : " " + i) + " is null");
        }
    }

    /** The results of a function, each of which must be there. */
    static Tensor[] returned(String operation, Tensor[] results) {
        Objects.requireNonNull(results, operation + ": the function returned null");
        Tensor[] y = new Tensor[results.length];
        for (int k = 0; k < y.length; k++) {
            String which = y.length == 1 ? "" : " as result " + k;
            y[k] = Tensors.live(
                    Objects.requireNonNull(results[k], () -> operation + ": the function returned null" + which));
        }
        return y;
    }

    /** A function with one result as one with any number. */
    static Function<Tensor[], Tensor[]> many(Function<Tensor[], Tensor> f) {
        return xs -> new Tensor[] {f.apply(xs)};
    }

    /** Arguments, each with a place of the transform's own on the tape. */
    static Tensor[] onTape(Transform transform, Tensor... xs) {
        return Arrays.stream(xs).map(x -> onTape(Tensors.live(x), transform)).toArray(Tensor[]::new);
    }

    /** A transform's own place on the tape for an argument; linked to where the argument came from, if anywhere. */
    static Tensor onTape(Tensor x, Transform transform) {
        if (Tensors.liveNode(x) != null) {
            return Engine.apply(ALIAS, x);
        }
        Tensor argument = Tensors.argument(x, transform);
        Context context = Context.current();
        if (context.recorder != null) {
            context.recorder.add(context, ALIAS, new Tensor[] {x}, argument);
        }
        return argument;
    }

    /**
     * A result as the caller sees it: without the history that leads only to the arguments of the transform, which is
     * over. Within {@code NoGrad} it is a constant like everything else. A recording keeps all history anyway. Numbers
     * of a parameter are copied: later assignments do not change a result.
     */
    static Tensor outside(Context context, Tensor result) {
        Tensor y = Tensors.lasting(context.recorder == null ? Tensors.settled(result) : result);
        return context.tangents ? y : y.detach();
    }

    static Tensor[] outside(Context context, Tensor[] results) {
        Tensor[] y = new Tensor[results.length];
        for (int k = 0; k < y.length; k++) {
            y[k] = outside(context, results[k]);
        }
        return y;
    }
}
