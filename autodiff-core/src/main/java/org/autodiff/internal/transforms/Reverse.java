package org.autodiff.internal.transforms;

import java.util.Arrays;
import java.util.function.Function;
import org.autodiff.Tensor;

/** Reverse mode: a function is run and recorded, then its tape is walked back. */
public final class Reverse {
    private Reverse() {}

    /** A value, and the gradient with respect to each argument, in the shape of that. */
    public record Result(Tensor value, Tensor[] gradients) {}

    /**
     * The value of a function, and the vector-Jacobian product for each argument.
     *
     * @param operation the name of the transform in messages
     * @param u in the shape of the value; null for 1, of a function that gives a scalar
     */
    public static Result vjp(String operation, Function<Tensor[], Tensor> f, Tensor u, Tensor... xs) {
        Tensor[] results = Recorded.run(operation, Arguments.many(f), xs, recorded -> {
            Tensor y = recorded.outputs[0];
            requireShape(operation, u, y);
            return valueFirst(y, recorded.lastWalk(0, u == null ? one(y) : u));
        });
        return new Result(results[0], Arrays.copyOfRange(results, 1, results.length));
    }

    /** The gradients of a recorded scalar, recorded in turn. */
    static Recorded gradients(String operation, Recorded scalar) {
        Tensor y = scalar.outputs[0];
        requireShape(operation, null, y);
        return scalar.gradients(one(y));
    }

    private static Tensor one(Tensor y) {
        return Tensor.of(1).reshape(y.shape());
    }

    private static Tensor[] valueFirst(Tensor value, Tensor[] gradients) {
        Tensor[] all = new Tensor[1 + gradients.length];
        all[0] = value;
        System.arraycopy(gradients, 0, all, 1, gradients.length);
        return all;
    }

    static void requireShape(String operation, Tensor u, Tensor y) {
        if (u == null && y.size() != 1) {
            throw new IllegalArgumentException(operation + ": the function must return a scalar, got shape " + y.shape()
                    + ": use jacobian, or vjp or jvp for its products");
        }
        if (u != null && !u.shape().equals(y.shape())) {
            throw new IllegalArgumentException(operation + ": the vector has shape " + u.shape() + ", the value "
                    + y.shape() + ": must be the same");
        }
    }
}
