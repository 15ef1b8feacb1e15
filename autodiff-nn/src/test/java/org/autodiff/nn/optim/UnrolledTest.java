package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.loss.Mse;
import org.junit.jupiter.api.Test;
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
        return Stream.of(
                new Sgd(),
                new Sgd().maximize(),
                new Sgd().withWeightDecay(0.3),
                new Sgd().withDecoupledWeightDecay(0.3),
                new Momentum(0.9),
                new Momentum(0.9, true),
                new Momentum(0.9).dampening(0.5),
                new ClassicMomentum(0.9),
                new ClassicMomentum(0.9, true),
                new AdaGrad(),
                new AdaGrad().rateDecay(0.1).initial(0.1),
                new RmsProp(0.8, 1e-3, 0, false),
                new RmsProp(0.8, 1e-3, 0.5, false),
                new RmsProp(0.8, 1e-2, 0.5, true),
                new AdaDelta(0.8, 0.1),
                new Adam(),
                new Adam().biasCorrection(false),
                new Adam().withWeightDecay(0.1),
                new Adam(0.8, 0.7, 1e-8).amsgrad(true),
                new AdamW(),
                new NAdam(),
                new RAdam(0.8, 0.9, 1e-8), // both kinds of steps
                new Adamax(),
                new Lion());
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
        for (int t = 1; t <= STEPS; t++) {
            Tensor gradient = Autodiff.grad(this::trainingLoss, now.parameter());
            now = rule.at(Tensor.of(t), rate).apply(now.parameter(), gradient, now.state());
        }
        return validationLoss(now.parameter());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void derivativeWithRespectToTheLearningRate(Rule rule) {
        Function<Tensor, Tensor> f = rate -> train(rule, start, rate);
        double rate = 0.05;
        double h = 3e-6;
        double slope = Autodiff.grad(f, Tensor.of(rate)).item();
        double up = f.apply(Tensor.of(rate + h)).item();
        double down = f.apply(Tensor.of(rate - h)).item();
        assertTrue(Math.abs(slope) > 1e-3, "flat: " + slope);
        assertEquals((up - down) / (2 * h), slope, 1e-7 * Math.max(1, Math.abs(slope)));
    }

    /** The example in the documentation of {@link Rule}. */
    @Test
    void asDocumented() {
        Tensor w = start;
        Function<Tensor, Tensor> trainingLoss = this::trainingLoss;
        Function<Tensor, Tensor> validationLoss = this::validationLoss;
        Rule rule = new Adam();
        UnaryOperator<Tensor> slope = Autodiff.grad(rate -> {
            Update now = new Update(w, rule.start(w.shape()));
            for (int t = 1; t <= 10; t++) {
                Tensor gradient = Autodiff.grad(trainingLoss, now.parameter());
                now = rule.at(Tensor.of(t), rate).apply(now.parameter(), gradient, now.state());
            }
            return validationLoss.apply(now.parameter());
        });
        Tensor rate = Tensor.of(0.05);
        assertTrue(slope.apply(rate).item() < -0.1, "a larger rate would have come further");
        GradCheck.of(xs -> slope.apply(xs[0])).input("rate", rate).order(2).assertPasses();
    }

    @Test
    void throughClipping() {
        GradCheck.of(xs -> {
                    Tensor now = xs[0];
                    for (int i = 0; i < STEPS; i++) {
                        List<Tensor> gradients = List.of(Autodiff.grad(this::trainingLoss, now));
                        Tensor clipped = Clipping.byGlobalNorm(0.3)
                                .apply(gradients)
                                .gradients()
                                .get(0);
                        now = now.sub(clipped.mul(xs[1]));
                    }
                    return validationLoss(now);
                })
                .input("start", start)
                .input("rate", Tensor.of(0.5))
                .order(2)
                .assertPasses();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void passesTheGradientCheckInRateAndStartToSecondOrder(Rule rule) {
        GradCheck.of(xs -> train(rule, xs[0], xs[1]))
                .input("start", start)
                .input("rate", Tensor.of(0.05))
                .order(2)
                .assertPasses();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void derivativeWithRespectToTheStart(Rule rule) {
        UnaryOperator<Tensor> slope = Autodiff.grad(w -> train(rule, w, Tensor.of(0.05)));
        Tensor direction = Tensor.of(0.6, -0.3, 0.2);
        double h = 3e-6;
        double up = train(rule, start.add(direction.mul(h)), Tensor.of(0.05)).item();
        double down = train(rule, start.sub(direction.mul(h)), Tensor.of(0.05)).item();
        double along = slope.apply(start).matmul(direction).item();
        assertEquals((up - down) / (2 * h), along, 1e-7 * Math.max(1, Math.abs(along)));
    }
}
