package org.autodiff.sparse;

import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.Batching;

/** Many directions pushed through a function at a point, in one batch: forward, or back. */
final class Directions {
    private final Flattened f;
    private final Tensor x;
    private Tensor value;

    Directions(Flattened f, Tensor x) {
        this.f = f;
        this.x = x;
    }

    /** Of each row of a matrix, as a tangent, the product with the Jacobian. */
    Tensor forward(Tensor tangents) {
        return each(tangents, v -> {
            Autodiff.ValueAndTangent y = Autodiff.jvp(f::apply, x, v);
            value = y.value();
            return y.tangent().reshape(y.tangent().size());
        });
    }

    /** Of each row of a matrix, as a cotangent, the product with the transposed Jacobian. */
    Tensor back(Tensor cotangents) {
        return each(cotangents, u -> {
            Tensor[] last = new Tensor[1];
            Autodiff.ValueAndGrad y = Autodiff.vjp(
                    z -> {
                        last[0] = f.apply(z);
                        return last[0].reshape(last[0].size());
                    },
                    x,
                    u);
            value = y.value().reshape(last[0].shape());
            return y.gradient();
        });
    }

    private static Tensor each(Tensor directions, java.util.function.Function<Tensor, Tensor> f) {
        return Batching.map(
                xs -> new Tensor[] {f.apply(xs[0])}, directions.shape().dim(0), new boolean[] {true}, directions)[0];
    }

    /** The value of the function, which came with the first direction; without one it is computed. */
    Tensor value() {
        if (value == null) {
            value = f.apply(x);
        }
        return value;
    }
}
