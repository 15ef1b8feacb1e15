package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.UnaryOperator;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.norm.BatchNorm1d;
import org.junit.jupiter.api.Test;

/** A network in training, with and without checkpoints: the same losses, gradients and running statistics. */
class CheckpointedLayersTest {
    private static Sequential network() {
        Rng rng = Rng.of(1);
        return Sequential.of(
                Linear.of(4, 8, rng.split()),
                BatchNorm1d.of(8),
                Activation.tanh(),
                Dropout.of(0.4, rng.split()),
                Linear.of(8, 3, rng.split()));
    }

    private static Tensor input() {
        return Tensor.of(Rng.of(2).normal(Shape.of(16, 4), 0, 1));
    }

    @Test
    void dropoutAndRunningStatistics() {
        Sequential plain = network();
        Sequential checked = network();
        for (int step = 0; step < 3; step++) {
            UnaryOperator<Tensor> loss = t -> t.square().mean();
            Gradients a = loss.apply(plain.apply(input())).backward();
            Gradients b =
                    loss.apply(Autodiff.checkpoint(checked::apply, input())).backward();
            assertEquals(plain.parameters().size(), checked.parameters().size());
            for (int i = 0; i < plain.parameters().size(); i++) {
                Parameter p = plain.parameters().get(i);
                Parameter q = checked.parameters().get(i);
                assertArrayEquals(a.of(p).toArray(), b.of(q).toArray(), 0, p.name());
                p.assign(p.sub(a.of(p).mul(0.1)));
                q.assign(q.sub(b.of(q).mul(0.1)));
            }
        }
        plain.eval();
        checked.eval();
        assertArrayEquals(plain.apply(input()).toArray(), checked.apply(input()).toArray(), 0);
    }
}
