package org.autodiff.transforms;

import java.util.function.Function;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;

/** Jacobians by one product for each row, until Autodiff has its own. */
final class RowByRow {
    private RowByRow() {}

    static Tensor jacobian(Function<Tensor, Tensor> f, Tensor x) {
        Linearization at = Autodiff.linearize(f, x);
        int n = at.value().size();
        Tensor[] rows = new Tensor[n];
        for (int i = 0; i < n; i++) {
            double[] u = new double[n];
            u[i] = 1;
            rows[i] = at.vjp(Tensor.of(at.value().shape(), u));
        }
        return Tensor.stack(0, rows).reshape(at.value().shape().concat(x.shape()));
    }

    static Tensor hessian(Function<Tensor, Tensor> f, Tensor x) {
        return jacobian(Autodiff.grad(f), x);
    }
}
