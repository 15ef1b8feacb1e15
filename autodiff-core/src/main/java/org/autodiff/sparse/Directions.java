package org.autodiff.sparse;

import java.util.function.UnaryOperator;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.options.Mapping;

/** Many directions pushed through a function at a point, in one batch: forward, or back. */
final class Directions {
    private final Flattened f;
    private final Tensor x;
    private final Mapping together;
    private Tensor value;

    /**
     * @param once whether all directions go together: then the function may draw random numbers, which are the same for
     *     all of them
     */
    Directions(Flattened f, Tensor x, boolean once) {
        this.f = f;
        this.x = x;
        together = Mapping.over(0).sameDraws(once);
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

    private Tensor each(Tensor directions, UnaryOperator<Tensor> product) {
        return Autodiff.vmap(xs -> product.apply(xs[0]), together).apply(directions);
    }

    /** The value of the function, which came with the first direction; without one it is computed. */
    Tensor value() {
        if (value == null) {
            value = f.apply(x);
        }
        return value;
    }
}
