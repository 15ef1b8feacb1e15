package org.autodiff.internal.transforms;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.ArgumentOrigin;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Substitution;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.engine.Transform;

/** Forward mode: a function is run with arguments that move, and its results move with them. */
public final class Forward {
    private Forward() {}

    /** Values, and the directional derivative of each, in the shape of the value. */
    public record Result(Tensor[] values, Tensor[] tangents) {}

    /** The value of a function and its derivative in the direction {@code vs}, one part for each argument. */
    public static Result jvp(Function<Tensor[], Tensor> f, Tensor[] xs, Tensor[] vs) {
        return jvp("jvp", Arguments.many(f), xs, vs);
    }

    /** The same of a function with any number of results. */
    static Result jvp(String operation, Function<Tensor[], Tensor[]> f, Tensor[] xs, Tensor[] vs) {
        Arguments.require(operation, f, xs);
        requireTangents(operation, xs, vs);
        return moved(operation, f, xs, vs);
    }

    /**
     * The same, in which an argument may stand still.
     *
     * @param vs null where the argument stands still
     */
    static Result moved(String operation, Function<Tensor[], Tensor[]> f, Tensor[] xs, Tensor[] vs) {
        Context context = Context.current();
        boolean before = context.tangents;
        context.tangents = true;
        Transform level = Transform.begin(context, false);
        Tensor[] values;
        Tensor[] tangents;
        try {
            Tensor[] arguments = new Tensor[xs.length];
            for (int i = 0; i < xs.length; i++) {
                arguments[i] =
                        vs[i] == null ? Tensors.snapshot(Tensors.live(xs[i])) : Tensors.moving(xs[i], vs[i], level);
            }
            Set<Tensor> read = Collections.newSetFromMap(new IdentityHashMap<>());
            Tensor[] y = Arguments.returned(
                    operation,
                    context.recording ? f.apply(arguments) : Substitution.noting(read, xs, () -> f.apply(arguments)));
            values = new Tensor[y.length];
            tangents = new Tensor[y.length];
            boolean moves = false;
            for (int k = 0; k < y.length; k++) {
                values[k] = Tensors.primal(y[k], level);
                tangents[k] = Tensors.tangent(y[k], level);
                moves |= tangents[k] != null;
            }
            for (int k = 0; k < y.length; k++) {
                if (!moves) {
                    requireNotRead(operation, xs, vs, y[k], read);
                }
                tangents[k] = tangents[k] == null ? Tensor.zeros(y[k].shape()) : tangents[k];
            }
        } finally {
            level.end(context);
            context.tangents = before;
        }
        return new Result(Arguments.outside(context, values), Arguments.outside(context, tangents));
    }

    private static void requireNotRead(String operation, Tensor[] xs, Tensor[] vs, Tensor y, Set<Tensor> read) {
        for (int i = 0; i < xs.length; i++) {
            if (vs[i] != null) {
                ArgumentOrigin.requireNotRead(operation, i, xs[i], y);
                ArgumentOrigin.requireNotRead(operation, i, xs[i], read);
            }
        }
    }

    static void requireTangents(String operation, Tensor[] xs, Tensor[] vs) {
        Objects.requireNonNull(vs, operation + ": the tangents are null");
        if (xs.length != vs.length) {
            throw new IllegalArgumentException(
                    operation + ": " + xs.length + " arguments, but " + vs.length + " tangents");
        }
        for (int i = 0; i < xs.length; i++) {
            Arguments.requireNonNull(operation, "tangent", vs, i);
            if (!xs[i].shape().equals(vs[i].shape())) {
                throw new IllegalArgumentException(operation + ": tangent " + i + " has shape " + vs[i].shape()
                        + ", its argument " + xs[i].shape() + ": must be the same");
            }
        }
    }
}
