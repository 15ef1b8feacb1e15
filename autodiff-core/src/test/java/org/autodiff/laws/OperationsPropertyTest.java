package org.autodiff.laws;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.Shape;

/** The operations of a tensor that are more than one gate, and gates in company: gradients of both orders. */
class OperationsPropertyTest {

    private static void check(TensorFunction f, Tensor... inputs) {
        // Squared, so that operations that are linear have a second derivative to check.
        GradCheck check = GradCheck.of(xs -> f.apply(xs).square())
                .order(2)
                .maxCoordinates(8)
                .absoluteTolerance(1e-9);
        for (int i = 0; i < inputs.length; i++) {
            check.input("x" + i, inputs[i]);
        }
        RandomPoint.check(check);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void reductions(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.distinct(d.shape(1, 3));
        int axis = d.integer(-x.rank(), x.rank() - 1);
        boolean keep = d.oneIn(2);
        check(xs -> xs[0].sum(keep, axis), x);
        check(xs -> xs[0].mean(keep, axis), x);
        check(xs -> xs[0].max(keep, axis), x);
        check(xs -> xs[0].logsumexp(keep, axis), x);
        check(xs -> xs[0].mean(), x);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void moves(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shape(2, 4));
        int axis = d.integer(-x.rank(), x.rank() - 1);
        Tensor y = d.tensor(x.shape());
        Shape larger = Shape.of(d.integer(1, 3)).concat(x.shape());
        check(xs -> xs[0].select(axis, -1), x);
        check(xs -> xs[0].unsqueeze(axis).reshape(-1), x);
        check(xs -> xs[0].transpose().mul(2), x);
        check(xs -> Tensor.stack(axis, xs), x, y);
        check(xs -> xs[0].broadcastTo(larger).sumTo(x.shape()), x);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void masksChooseBranches(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape shape = d.shape();
        Tensor a = d.distinct(shape);
        // Away from each other: where they cross, the choice is a kink.
        Tensor b = a.add(d.awayFromZero(shape, 0.1));
        check(xs -> Tensor.where(xs[0].greater(xs[1]), xs[0].exp(), xs[1].sin().add(3)), a, b);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void aNetworkWithEverythingInIt(@ForAll long seed) {
        Draw d = new Draw(seed);
        int batch = d.integer(1, 4);
        int in = d.integer(1, 4);
        int hidden = d.integer(2, 4);
        Tensor images = d.tensor(Shape.of(batch, in));
        RandomPoint.check(GradCheck.of(xs -> {
                    Tensor h = images.matmul(xs[0]).add(xs[1]).tanh();
                    Tensor logits = h.mul(h.sigmoid()).matmul(xs[2]).add(xs[3]);
                    return logits.logSoftmax(-1).slice(-1, 0, 1).mean().neg();
                })
                .input("W1", d.tensor(Shape.of(in, hidden)))
                .input("b1", d.tensor(Shape.of(hidden)))
                .input("W2", d.tensor(Shape.of(hidden, 3)))
                .input("b2", d.tensor(Shape.of(3)))
                .maxCoordinates(4)
                .absoluteTolerance(1e-9)
                .order(2));
    }
}
