package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.loss.Mse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule is a function like any other: training itself can be differentiated. */
class UnrolledTest {
    private static final int STEPS = 10;

    private final Tensor x = Tensor.of(Rng.of(1).normal(Shape.of(12, 3), 0, 1));
    private final Tensor y = x.matmul(Tensor.of(1.0, -2.0, 0.5)).tanh();
    private final Tensor xValidation = Tensor.of(Rng.of(2).normal(Shape.of(8, 3), 0, 1));
    private final Tensor yValidation =
            xValidation.matmul(Tensor.of(1.0, -2.0, 0.5)).tanh();
    private final Tensor start = Tensor.of(0.3, 0.1, -0.2);

    static Stream<Rule> rules() {
        return Stream.of(new Sgd(), new Momentum(0.9), new Momentum(0.9, true), new Adam());
    }

    private Tensor trainingLoss(Tensor w) {
        return new Mse().apply(x.matmul(w).tanh(), y);
    }

    private Tensor validationLoss(Tensor w) {
        return new Mse().apply(xValidation.matmul(w).tanh(), yValidation);
    }

    /** The validation loss after training from {@code w} with this learning rate. */
    private Tensor train(Rule rule, Tensor w, Tensor rate) {
        Update now = new Update(w, rule.start(w.shape()));
        for (int i = 0; i < STEPS; i++) {
            Tensor gradient = Autodiff.grad(this::trainingLoss, now.parameter());
            now = rule.step(now.parameter(), gradient, now.state(), rate);
        }
        return validationLoss(now.parameter());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void derivativeWithRespectToTheLearningRate(Rule rule) {
        Function<Tensor, Tensor> f = rate -> train(rule, start, rate);
        double rate = 0.05;
        double h = 1e-5;
        double slope = Autodiff.grad(f, Tensor.of(rate)).item();
        double up = f.apply(Tensor.of(rate + h)).item();
        double down = f.apply(Tensor.of(rate - h)).item();
        assertTrue(Math.abs(slope) > 1e-3, "flat: " + slope);
        assertEquals((up - down) / (2 * h), slope, 1e-7 * Math.max(1, Math.abs(slope)));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void passesTheGradientCheckInRateAndStartToSecondOrder(Rule rule) {
        GradCheck.of(xs -> train(rule, xs[0], xs[1]))
                .input("start", start)
                .input("rate", Tensor.of(0.05))
                .order(2)
                .check()
                .assertPasses();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void derivativeWithRespectToTheStart(Rule rule) {
        UnaryOperator<Tensor> slope = Autodiff.grad(w -> train(rule, w, Tensor.of(0.05)));
        Tensor direction = Tensor.of(0.6, -0.3, 0.2);
        double h = 1e-5;
        double up = train(rule, start.add(direction.mul(h)), Tensor.of(0.05)).item();
        double down = train(rule, start.sub(direction.mul(h)), Tensor.of(0.05)).item();
        double along = slope.apply(start).matmul(direction).item();
        assertEquals((up - down) / (2 * h), along, 1e-7 * Math.max(1, Math.abs(along)));
    }
}
