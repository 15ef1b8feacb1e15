package org.autodiff.laws;

import static org.autodiff.laws.Samples.unary;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.internal.gates.elementwise.Activations;
import org.autodiff.laws.Sample.On;
import org.autodiff.ndarray.Shape;

/** Samples of the gates of activation functions. */
final class ActivationSamples {
    private ActivationSamples() {}

    static List<Sample> all() {
        return List.of(
                new Sample(
                        Activations.Softplus.class,
                        d -> new On(new Activations.Softplus(d.oneOf(0.5, 1.0, 3.0)), d.tensor(d.shapeOrEmpty(0, 4)))),
                unary(new Activations.Softsign(), (d, s) -> d.awayFromZero(s, 0.01)),
                new Sample(
                        Activations.Elu.class,
                        d -> new On(new Activations.Elu(d.oneOf(1.0, 0.5, 1.67), d.oneOf(1.0, 0.5)), awayFromZero(d))),
                new Sample(
                        Activations.LeakyRelu.class,
                        d -> new On(new Activations.LeakyRelu(d.oneOf(0.01, 0.3, -0.2)), awayFromZero(d))),
                new Sample(Activations.Prelu.class, d -> {
                    Shape shape = d.shapeOrEmpty(0, 4);
                    Tensor slopes = d.between(d.broadcastable(shape), 0.1, 0.5);
                    return new On(new Activations.Prelu(), d.awayFromZero(d.broadcastable(shape), 0.01), slopes);
                }),
                new Sample(Activations.HardSigmoid.class, d -> {
                    double slope = d.oneOf(1.0 / 6, 0.2, 0.25); // bounds at 3, 5/2 and 2
                    Tensor x = d.integers(d.shapeOrEmpty(0, 4), -9, 9).mul(0.5).add(0.1);
                    return new On(new Activations.HardSigmoid(slope), Samples.withFirst(x, 0.3));
                }));
    }

    private static Tensor awayFromZero(Draw d) {
        return d.awayFromZero(d.shapeOrEmpty(0, 4), 0.01);
    }
}
