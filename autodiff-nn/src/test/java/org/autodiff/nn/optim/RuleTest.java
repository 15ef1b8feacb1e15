package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties of rules beside their trajectories. */
class RuleTest {
    static Stream<Rule> rules() {
        return Stream.of(
                new Sgd(),
                new Momentum(0.9).dampening(0.1),
                new ClassicMomentum(0.9, true),
                new AdaGrad(),
                new RmsProp(),
                new RmsProp().centred(true).momentum(0.9),
                new AdaDelta(),
                new Adam(),
                new Adam().amsgrad(true),
                new Adam().biasCorrection(false),
                new AdamW(0),
                new NAdam(),
                new RAdam(0.9, 0.9, 1e-8),
                new Adamax(),
                new Lion(),
                new Adam().withWeightDecay(0),
                new Adam().maximize());
    }

    /** The parameter after some steps on {@code sum (scale p)^2}: where the scale is 0, every gradient is 0. */
    private static Tensor trained(Rule rule, Tensor start, Tensor scale, Tensor rate) {
        Update now = new Update(start, rule.start(start.shape()));
        for (int t = 1; t <= 8; t++) {
            Tensor gradient = Autodiff.grad(p -> p.mul(scale).square().sum(), now.parameter());
            now = rule.at(Tensor.of(t), rate).apply(now.parameter(), gradient, now.state());
        }
        return now.parameter();
    }

    /** The root of 0 has an infinite derivative, which must not reach the outcome. */
    @ParameterizedTest
    @MethodSource("rules")
    void aGradientThatIsZeroFromTheStartDoesNoHarm(Rule rule) {
        Tensor start = Tensor.of(0.7, 2, -0.4);
        Tensor scale = Tensor.of(1.0, 0, 0.5);
        Tensor rate = Tensor.of(0.01);
        Tensor end = trained(rule, start, scale, rate);
        assertEquals(2, end.select(0, 1).item());
        Tensor[] first = {
            Autodiff.grad(r -> trained(rule, start, scale, r).square().sum(), rate),
            Autodiff.grad(p -> trained(rule, p, scale, rate).square().sum(), start),
            Autodiff.grad(s -> trained(rule, start, s, rate).square().sum(), scale)
        };
        for (Tensor t : first) {
            assertTrue(t.isFinite().all().item() == 1, rule + ": " + t);
        }
        assertEquals(4, first[1].select(0, 1).item(), "what does not move passes its gradient on");
        UnaryOperator<Tensor> slope =
                Autodiff.grad(p -> trained(rule, p, scale, rate).square().sum());
        Tensor second = Autodiff.grad(p -> slope.apply(p).dot(Tensor.of(1.0, 2, 3)), start);
        assertTrue(second.isFinite().all().item() == 1, rule + ": " + second);
        assertEquals(4, second.select(0, 1).item());
    }

    /** A kink: with a gradient of 0 the derivative of the first step of Adam is {@code 1 - rate / eps g'}. */
    @Test
    void derivativeOfAdamsFirstStepAtGradientZero() {
        Adam adam = new Adam(0.9, 0.999, 1e-3);
        UnaryOperator<Tensor> slope = Autodiff.grad(g -> adam.at(Tensor.of(1), Tensor.of(0.1))
                .apply(Tensor.of(0), g, adam.start(Shape.scalar()))
                .parameter());
        assertEquals(-0.1 / 1e-3, slope.apply(Tensor.of(0)).item(), 1e-9);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void startsAndStepsKeepShapes(Rule rule) {
        for (Shape shape : List.of(Shape.scalar(), Shape.of(0), Shape.of(2, 3))) {
            RuleState state = rule.start(shape);
            Tensor p = Tensor.full(shape, 0.5);
            Update update = rule.at(Tensor.of(1), Tensor.of(0.01)).apply(p, Tensor.full(shape, 0.1), state);
            assertEquals(shape, update.parameter().shape(), rule.toString());
            assertEquals(state.tensors().keySet(), update.state().tensors().keySet());
            state.tensors()
                    .forEach((name, t) ->
                            assertEquals(t.shape(), update.state().get(name).shape(), rule + " " + name));
        }
    }

    @Test
    void defaultsArePyTorchs() {
        Map<Rule, Double> rates = new LinkedHashMap<>();
        rates.put(new Sgd(), 1e-3);
        rates.put(new Momentum(0.9), 1e-3);
        rates.put(new AdaGrad(), 1e-2);
        rates.put(new RmsProp(), 1e-2);
        rates.put(new AdaDelta(), 1.0);
        rates.put(new Adam(), 1e-3);
        rates.put(new AdamW(), 1e-3);
        rates.put(new NAdam(), 2e-3);
        rates.put(new RAdam(), 1e-3);
        rates.put(new Adamax(), 2e-3);
        rates.put(new Lion(), 1e-4); // the authors'
        rates.put(new NAdam().withWeightDecay(0.1).maximize(), 2e-3);
        rates.put(new AdaDelta().withDecoupledWeightDecay(0.1), 1.0);
        rates.forEach((rule, rate) -> assertEquals(rate, rule.defaultLearningRate(), rule.toString()));
        assertEquals(new AdamW(0.01), new AdamW());
        assertEquals(new NAdam(0.9, 0.999, 1e-8, 0.004), new NAdam());
        assertEquals(new RmsProp(0.99, 1e-8, 0, false), new RmsProp());
    }

    @Test
    void whatIsKeptIsNoMoreThanNeeded() {
        assertEquals(List.of("velocity"), keys(new Momentum(0.9)));
        assertEquals(List.of("sum"), keys(new AdaGrad()));
        assertEquals(List.of("square"), keys(new RmsProp()));
        assertEquals(List.of("velocity"), keys(new Momentum(0.9).dampening(0.5)));
        assertEquals(List.of("sum"), keys(new AdaGrad().rateDecay(0.1)));
        assertEquals(List.of("mean", "square"), keys(new Adam()));
        assertEquals(List.of("mean", "square"), keys(new RAdam()));
        assertEquals(List.of("mean", "square", "muProduct"), keys(new NAdam()));
        assertEquals(List.of("mean", "largest"), keys(new Adamax()));
        assertEquals(List.of("mean"), keys(new Lion().withDecoupledWeightDecay(1)));
    }

    private static List<String> keys(Rule rule) {
        return List.copyOf(rule.start(Shape.of(2)).tensors().keySet());
    }

    /** Equal gradients: rounding leaves their variance just below 0. */
    @Test
    void centredRmsPropStaysFinite() {
        Rule rule = new RmsProp(0.9, 1e-8, 0, true);
        Update now = new Update(Tensor.of(1.0), rule.start(Shape.scalar()));
        for (int t = 1; t <= 1_000; t++) {
            now = rule.at(Tensor.of(t), Tensor.of(1e-9)).apply(now.parameter(), Tensor.of(1e-3 / 3), now.state());
        }
        assertTrue(now.parameter().isFinite().all().item() == 1, now.toString());
    }

    @Test
    void weightDecayShrinksWhicheverWayTheRuleGoes() {
        Tensor p = Tensor.of(2.0, -3);
        Tensor none = Tensor.zeros(Shape.of(2));
        for (Rule rule : List.of(
                new Sgd().withWeightDecay(0.5),
                new Sgd().withDecoupledWeightDecay(0.5),
                new Sgd().maximize().withWeightDecay(0.5),
                new Sgd().withWeightDecay(0.5).maximize(),
                new Sgd().maximize().withDecoupledWeightDecay(0.5),
                new Sgd().withDecoupledWeightDecay(0.5).maximize())) {
            Update update = rule.at(Tensor.of(1), Tensor.of(0.1)).apply(p, none, rule.start(p.shape()));
            assertArrayEquals(new double[] {1.9, -2.85}, update.parameter().toArray(), 1e-15, rule.toString());
        }
    }

    @Test
    void badNumbersAreRefused() {
        assertEquals("momentum: dampening must be in [0, 1], got 1.5", refused(() -> new Momentum(0.9, 1.5, false)));
        assertEquals(
                "momentum: nesterov needs mu above 0 and no dampening, got mu 0.9, dampening 0.1",
                refused(() -> new Momentum(0.9).dampening(0.1).nesterov(true)));
        assertEquals(
                "momentum: dampening needs mu above 0, got dampening 0.1",
                refused(() -> new Momentum(0).dampening(0.1)));
        assertEquals(
                "weightDecay: decay must be finite and at least 0, got -0.1",
                refused(() -> new Sgd().withWeightDecay(-0.1)));
        assertEquals("lion: beta2 must be in [0, 1), got 1.0", refused(() -> new Lion(0.9, 1)));
        Map<String, List<Executable>> others = Map.of(
                "decay",
                List.of(() -> new Sgd().withDecoupledWeightDecay(Double.NaN), () -> new AdamW(-1)),
                "classic",
                List.of(() -> new ClassicMomentum(-1)),
                "adaGrad",
                List.of(() -> new AdaGrad(-1, 0, 0), () -> new AdaGrad(0, -1, 0), () -> new AdaGrad(0, 0, -1)),
                "rmsProp",
                List.of(() -> new RmsProp().alpha(1), () -> new RmsProp().eps(-1), () -> new RmsProp().momentum(-1)),
                "adaDelta",
                List.of(() -> new AdaDelta(1.1, 0), () -> new AdaDelta(0.9, -1)),
                "adams",
                List.of(
                        () -> new NAdam(1, 0.9, 0, 0),
                        () -> new NAdam(0.9, 1, 0, 0),
                        () -> new NAdam(0.9, 0.9, -1, 0),
                        () -> new NAdam(0.9, 0.9, 0, -1),
                        () -> new RAdam(-0.1, 0.9, 0),
                        () -> new RAdam(0.9, 1, 0),
                        () -> new RAdam(0.9, 0.9, -1),
                        () -> new Adamax(1, 0.9, 0),
                        () -> new Adamax(0.9, 1, 0),
                        () -> new Adamax(0.9, 0.9, -1)));
        others.forEach((what, all) -> all.forEach(made -> assertThrows(IllegalArgumentException.class, made, what)));
        for (Executable made : Arrays.<Executable>asList(
                () -> new WeightDecay(null, 1),
                () -> new DecoupledWeightDecay(null, 1),
                () -> new Maximize(null),
                () -> new AdamW(null, 1))) {
            assertThrows(NullPointerException.class, made);
        }
    }

    private static String refused(Executable made) {
        return assertThrows(IllegalArgumentException.class, made).getMessage();
    }
}
