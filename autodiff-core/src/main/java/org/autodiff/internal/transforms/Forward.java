package org.autodiff.internal.transforms;

import java.util.Objects;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.ArgumentOrigin;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.engine.Transform;

/** Forward mode: a function is run with arguments that move, and its result moves with them. */
public final class Forward {
    private Forward() {}

    /** A value, and its directional derivative, in the shape of the value. */
    public record Result(Tensor value, Tensor tangent) {}

    /** The value of a function and its derivative in the direction {@code vs}, one part for each argument. */
    public static Result jvp(Function<Tensor[], Tensor> f, Tensor[] xs, Tensor[] vs) {
        Arguments.require("jvp", f, xs);
        requireTangents(xs, vs);
        Context context = Context.current();
        boolean tangents = context.tangents;
        context.tangents = true;
        Transform level = Transform.begin(context, false);
        Tensor value;
        Tensor tangent;
        try {
            Tensor[] moving = new Tensor[xs.length];
            for (int i = 0; i < xs.length; i++) {
                moving[i] = Tensors.moving(xs[i], vs[i], level);
            }
            Tensor y = Tensors.live(Objects.requireNonNull(f.apply(moving), "jvp: the function returned null"));
            value = Tensors.primal(y, level);
            tangent = Tensors.tangent(y, level);
            if (tangent == null) {
                for (int i = 0; i < xs.length; i++) {
                    ArgumentOrigin.requireNotRead("jvp", i, xs[i], y);
                }
                tangent = Tensor.zeros(y.shape());
            }
        } finally {
            level.end(context);
            context.tangents = tangents;
        }
        return new Result(Arguments.outside(context, value), Arguments.outside(context, tangent));
    }

    static void requireTangents(Tensor[] xs, Tensor[] vs) {
        Objects.requireNonNull(vs, "jvp: the tangents are null");
        if (xs.length != vs.length) {
            throw new IllegalArgumentException("jvp: " + xs.length + " arguments, but " + vs.length + " tangents");
        }
        for (int i = 0; i < xs.length; i++) {
            Arguments.requireNonNull("jvp", "tangent", vs, i);
            if (!xs[i].shape().equals(vs[i].shape())) {
                throw new IllegalArgumentException("jvp: tangent " + i + " has shape " + vs[i].shape()
                        + ", its argument " + xs[i].shape() + ": must be the same");
            }
        }
    }
}
