package org.autodiff.internal.transforms;

import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/** Second derivatives: the gradient is recorded once, and unit vectors are pushed back through its tape. */
public final class SecondOrder {
    private SecondOrder() {}

    /** The gradients of a function that gives a scalar, as a function. */
    private static Function<Tensor[], Tensor[]> gradient(String operation, Function<Tensor[], Tensor> f) {
        return xs -> Reverse.vjp(operation, f, null, xs).gradients();
    }

    /** The blocks of the Hessian: {@code [i][j]} of the shape of argument i followed by that of argument j. */
    public static Tensor[][] hessian(Function<Tensor[], Tensor> f, int chunk, Tensor... xs) {
        Jacobians.requireChunk("hessian", chunk);
        int n = xs.length;
        Tensor[] all = Recorded.run("hessian", Arguments.many(f), xs, recorded -> {
            Recorded gradients = Reverse.gradients("hessian", recorded);
            Tensor[] blocks = new Tensor[n * n];
            for (int i = 0; i < n; i++) {
                System.arraycopy(Jacobians.rows(gradients, i, chunk), 0, blocks, i * n, n);
            }
            return blocks;
        });
        Tensor[][] blocks = new Tensor[n][n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(all, i * n, blocks[i], 0, n);
        }
        return blocks;
    }

    /** The diagonal of the Hessian, in the shape of the argument. */
    public static Tensor hessianDiagonal(Function<Tensor[], Tensor> f, int chunk, Tensor x) {
        Jacobians.requireChunk("hessianDiagonal", chunk);
        return Recorded.run("hessianDiagonal", Arguments.many(f), new Tensor[] {x}, recorded -> {
            Recorded gradients = Reverse.gradients("hessianDiagonal", recorded);
            Shape shape = x.shape();
            Tensor[] diagonal = Chunks.each(shape.size(), chunk, (from, to) -> {
                Tensor units = Chunks.units(shape, from, to);
                Tensor rows = Chunks.map(units, null, u -> gradients.walk(0, u))[0];
                Tensor square = rows.reshape(to - from, shape.size()).narrow(1, from, to - from);
                return new Tensor[] {square.diagonal()};
            });
            return new Tensor[] {diagonal[0].reshape(shape)};
        })[0];
    }

    /** The Hessian times a vector, forward over reverse: a part for each argument, in the shape of that. */
    public static Tensor[] hvp(Function<Tensor[], Tensor> f, Tensor[] xs, Tensor[] vs) {
        return Forward.jvp("hvp", gradient("hvp", f), xs, vs).tangents();
    }

    /** {@code J' H J v}, where J is the Jacobian of the model at x and H the Hessian of the loss at its value. */
    public static Tensor gaussNewtonProduct(
            Function<Tensor, Tensor> model, Function<Tensor, Tensor> loss, Tensor x, Tensor v) {
        String operation = "gaussNewtonProduct";
        Tensor[] vs = {v};
        return Recorded.run(operation, xs -> valueAndTangent(operation, model, xs, vs), new Tensor[] {x}, recorded -> {
            Tensor[] z = {recorded.outputs[0]};
            Tensor[] jv = {recorded.outputs[1]};
            Function<Tensor[], Tensor[]> ofLoss = gradient(operation, p -> loss.apply(p[0]));
            return recorded.walk(0, Forward.jvp(operation, ofLoss, z, jv).tangents()[0]);
        })[0];
    }

    private static Tensor[] valueAndTangent(String operation, Function<Tensor, Tensor> f, Tensor[] xs, Tensor[] vs) {
        Forward.Result y = Forward.jvp(operation, x -> new Tensor[] {f.apply(x[0])}, xs, vs);
        return new Tensor[] {y.values()[0], y.tangents()[0]};
    }
}
