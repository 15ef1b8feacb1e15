package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.schedule.OneCycle;
import org.autodiff.nn.schedule.Schedule;
import org.junit.jupiter.api.Test;

class OptimizerTest {
    private final Sequential model =
            Sequential.of(Linear.of(2, 3, Rng.of(1)), Activation.tanh(), Linear.of(3, 1, Rng.of(2)));
    private final Tensor x = Tensor.of(Rng.of(3).normal(Shape.of(5, 2), 0, 1));

    private Gradients gradients() {
        return model.apply(x).square().mean().backward();
    }

    private List<NdArray> values() {
        return model.parameters().stream()
                .map(p -> NdArray.of(p.shape(), p.toArray()))
                .toList();
    }

    @Test
    void movesEveryParameterDownhill() {
        List<NdArray> before = values();
        Gradients gradients = gradients();
        Optimizer.of(model, new Sgd(), 0.1).step(gradients);
        for (int i = 0; i < before.size(); i++) {
            Parameter p = model.parameters().get(i);
            Tensor expected = Tensor.of(before.get(i)).sub(gradients.of(p).mul(0.1));
            assertArrayEquals(expected.toArray(), p.toArray(), 1e-15);
        }
    }

    @Test
    void stepsLeaveNothingOnTheTape() {
        Optimizer adam = Optimizer.of(model, new Adam(), 0.1);
        adam.step(gradients());
        model.parameters().forEach(p -> assertFalse(p.detach().requiresGrad()));
        assertEquals(1, adam.steps());
    }

    @Test
    void parametersWithoutGradientAreNamedAndNothingMoves() {
        List<NdArray> before = values();
        Optimizer optimizer = Optimizer.of(model, new Momentum(0.9), 0.1);
        Gradients first = model.layer(0).apply(x).sum().backward();
        assertEquals(
                "optimizer: the loss does not depend on '2.weight', '2.bias': leave out such parameters, or call"
                        + " stepPresent to move only the others; Autodiff.explainGradient says why",
                assertThrows(IllegalArgumentException.class, () -> optimizer.step(first))
                        .getMessage());
        assertEquals(before, values());
        assertEquals(0, optimizer.steps());
    }

    @Test
    void stepPresentLeavesTheOthersAlone() {
        List<NdArray> before = values();
        Optimizer optimizer = Optimizer.of(model, new Momentum(0.9), 0.1);
        optimizer.stepPresent(gradients());
        List<NdArray> between = values();
        NdArray velocity = optimizer.state().get("2.weight.velocity");
        optimizer.stepPresent(model.layer(0).apply(x).sum().backward());
        List<NdArray> after = values();
        for (int i = 0; i < 4; i++) {
            assertFalse(before.get(i).equals(between.get(i)));
            assertEquals(i >= 2, between.get(i).equals(after.get(i)));
        }
        assertEquals(velocity, optimizer.state().get("2.weight.velocity"));
        assertEquals(2, optimizer.steps());
    }

    @Test
    void stateIsNamedByPath() {
        assertEquals(
                List.of(
                        "steps",
                        "0.weight.steps",
                        "0.weight.velocity",
                        "0.bias.steps",
                        "0.bias.velocity",
                        "2.weight.steps",
                        "2.weight.velocity",
                        "2.bias.steps",
                        "2.bias.velocity"),
                List.copyOf(Optimizer.of(model, new Momentum(0.9)).state().keySet()));
        assertEquals(13, Optimizer.of(model, new Adam()).state().size());
        assertEquals(5, Optimizer.of(model, new Sgd()).state().size());
    }

    @Test
    void stateSurvivesTheRecyclingOfAStep() {
        List<NdArray> before = values();
        Optimizer plain = Optimizer.of(model, new Adam(), 0.01);
        for (int i = 0; i < 20; i++) {
            plain.step(gradients());
        }
        List<NdArray> expected = values();
        for (int i = 0; i < before.size(); i++) {
            model.parameters().get(i).assign(before.get(i));
        }
        Optimizer[] recycled = new Optimizer[1];
        for (int i = 0; i < 20; i++) {
            Autodiff.step(() -> {
                if (recycled[0] == null) {
                    recycled[0] = Optimizer.of(model, new Adam(), 0.01); // even if it is made inside
                }
                recycled[0].step(gradients());
            });
        }
        assertEquals(expected, values());
    }

    @Test
    void learningRate() {
        Optimizer optimizer = Optimizer.of(model, new Sgd());
        assertEquals(1e-3, optimizer.learningRate());
        optimizer.setLearningRate(0.5);
        assertEquals(0.5, optimizer.learningRate());
        List<NdArray> before = values();
        optimizer.setLearningRate(0);
        optimizer.step(gradients());
        assertEquals(before, values());
        assertEquals(
                "optimizer: learning rate must be finite and at least 0, got -1.0",
                assertThrows(IllegalArgumentException.class, () -> optimizer.setLearningRate(-1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> optimizer.setLearningRate(Double.NaN));
    }

    @Test
    void someParametersOnly() {
        Map<String, Parameter> last = Map.of("last", model.parameters().get(2));
        List<NdArray> before = values();
        Optimizer.of(last, new Sgd(), 0.1).step(gradients());
        assertEquals(before.get(0), values().get(0));
        assertFalse(before.get(2).equals(values().get(2)));
    }

    /** Rotates the parameter and its state, so that every new value is an old one. */
    private record Swap() implements Rule {
        @Override
        public RuleState start(Shape shape) {
            return RuleState.empty().with("a", Tensor.full(shape, 1)).with("b", Tensor.full(shape, 2));
        }

        @Override
        public Step at(Tensor t, Tensor learningRate) {
            return (parameter, gradient, state) ->
                    new Update(state.get("a"), state.with("a", state.get("b")).with("b", parameter));
        }
    }

    @Test
    void aRuleMayPassOnWhatItWasGiven() {
        Parameter p = Parameter.of("p", NdArray.of(0));
        Optimizer optimizer = Optimizer.of(Map.of("p", p), new Swap(), 0.1);
        for (double expected : new double[] {1, 2, 0, 1}) {
            optimizer.step(p.mul(3).backward());
            assertEquals(expected, p.item());
        }
        assertEquals(0, optimizer.state().get("p.b").item());
    }

    @Test
    void aParameterGivenTwiceIsRefused() {
        Parameter p = model.parameters().get(0);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Optimizer.of(Map.of("a", p, "b", p), new Sgd(), 0.1))
                .getMessage();
        assertTrue(message.contains("are the same parameter, which would move twice in each step"), message);
    }

    @Test
    void theScheduleGivesTheRateOfEachStep() {
        Parameter p = Parameter.of("p", NdArray.of(0));
        Optimizer optimizer =
                Optimizer.of(List.of(ParameterGroup.of(Map.of("p", p))), new Sgd(), step -> Math.pow(10, step));
        for (double expected : new double[] {-1, -11, -111}) {
            optimizer.step(p.mul(1).backward());
            assertEquals(expected, p.item());
        }
        assertEquals(1000, optimizer.learningRate());
        optimizer.setLearningRate(0.5);
        optimizer.step(p.mul(1).backward());
        assertEquals(-111.5, p.item());
        assertEquals(
                0.5, Optimizer.of(model, new Adam(), Schedule.constant(0.5)).learningRate());
    }

    @Test
    void aBadRateOfAScheduleIsRefusedBeforeAnythingMoves() {
        List<NdArray> before = values();
        Optimizer optimizer = Optimizer.of(model, new Sgd(), step -> -0.5);
        assertEquals(
                "optimizer: learning rate of step 0 must be finite and at least 0, got -0.5",
                assertThrows(IllegalArgumentException.class, () -> optimizer.step(gradients()))
                        .getMessage());
        assertEquals(before, values());
        assertEquals(0, optimizer.steps());
    }

    /** How far parameters move in one step of gradient descent on their sum, which is the learning rate. */
    private double[] rates(Optimizer optimizer) {
        List<NdArray> before = values();
        Tensor sum = Tensor.of(0);
        for (Parameter p : model.parameters()) {
            sum = sum.add(p.sum());
        }
        optimizer.step(sum.backward());
        double[] rates = new double[before.size()];
        for (int i = 0; i < rates.length; i++) {
            Tensor move = Tensor.of(before.get(i)).sub(model.parameters().get(i).detach());
            assertEquals(move.max().item(), move.min().item(), 1e-12);
            rates[i] = move.max().item();
        }
        return rates;
    }

    @Test
    void ratesByTheRootOfTheFanInAreOneLine() {
        Optimizer optimizer = Optimizer.of(
                ParameterGroup.each(model, p -> 1 / Math.sqrt(model.fan(p).in())), new Sgd(), 0.1);
        double two = 0.1 / Math.sqrt(2);
        double three = 0.1 / Math.sqrt(3);
        assertArrayEquals(new double[] {two, two, three, three}, rates(optimizer), 1e-12);
        optimizer.setLearningRate(1);
        assertArrayEquals(new double[] {10 * two, 10 * two, 10 * three, 10 * three}, rates(optimizer), 1e-12);
    }

    @Test
    void biasesWithoutWeightDecayAreOneLine() {
        List<NdArray> before = values();
        Optimizer optimizer = Optimizer.of(
                List.of(
                        ParameterGroup.weights(model),
                        ParameterGroup.biases(model).rule(new Sgd())),
                new Sgd().withWeightDecay(0.5),
                0.1);
        Gradients zero = model.apply(x).mul(0).sum().backward();
        optimizer.step(zero);
        for (int i = 0; i < 4; i++) {
            Parameter p = model.parameters().get(i);
            Tensor expected = Tensor.of(before.get(i)).mul(p.rank() > 1 ? 0.95 : 1);
            assertArrayEquals(expected.toArray(), p.toArray(), 1e-15);
        }
    }

    @Test
    void groupsWithSchedulesOfTheirOwn() {
        ParameterGroup weights =
                ParameterGroup.weights(model).schedule(step -> step + 1).rateFactor(0.5);
        Optimizer optimizer = Optimizer.of(List.of(weights, ParameterGroup.biases(model)), new Sgd(), 0.1);
        assertArrayEquals(new double[] {0.5, 0.1, 0.5, 0.1}, rates(optimizer), 1e-12);
        assertArrayEquals(new double[] {1, 0.1, 1, 0.1}, rates(optimizer), 1e-12);
        assertEquals(0.1, optimizer.learningRate());
    }

    @Test
    void groupsMustNotOverlap() {
        ParameterGroup all = ParameterGroup.of(model);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Optimizer.of(List.of(all, ParameterGroup.biases(model)), new Sgd(), 0.1))
                .getMessage();
        assertTrue(message.startsWith("optimizer: '0.bias' and '0.bias' are the same parameter"), message);
        ParameterGroup other = ParameterGroup.of(Map.of("0.weight", Parameter.of("p", NdArray.of(1))));
        assertEquals(
                "optimizer: two parameters are called '0.weight': name them apart, as"
                        + " ParameterGroup.of(parameters).prefix(\"encoder\") does",
                assertThrows(IllegalArgumentException.class, () -> Optimizer.of(List.of(all, other), new Sgd(), 0.1))
                        .getMessage());
        assertEquals(
                "parameterGroup: rate factor of [0.weight] must be finite and at least 0, got -1.0",
                assertThrows(IllegalArgumentException.class, () -> ParameterGroup.each(model, p -> -1))
                        .getMessage());
        assertEquals(
                "ParameterGroup[0.bias, 2.bias]", ParameterGroup.biases(model).toString());
    }

    @Test
    void clipsBeforeTheRule() {
        Parameter p = Parameter.of("p", NdArray.of(0, 0));
        Optimizer optimizer = Optimizer.of(Map.of("p", p), new Sgd(), 1).clip(Clipping.byGlobalNorm(1));
        assertTrue(optimizer.gradientNorm().isEmpty());
        optimizer.step(p.dot(Tensor.of(30.0, -40)).backward());
        assertArrayEquals(new double[] {-0.6, 0.8}, p.toArray(), 1e-7);
        assertEquals(50, optimizer.gradientNorm().getAsDouble());
    }

    @Test
    void refusedGradientsMoveNothing() {
        Parameter p = Parameter.of("p", NdArray.of(1, 2));
        Optimizer optimizer = Optimizer.of(Map.of("p", p), new Momentum(0.9), 1)
                .clip(Clipping.byGlobalNorm(1).refusingNonFinite());
        assertThrows(
                IllegalArgumentException.class,
                () -> optimizer.step(p.mul(Double.NaN).sum().backward()));
        assertEquals(NdArray.of(1, 2), p.value());
        assertEquals(0, optimizer.steps());
    }

    @Test
    void goesOnWhereAnotherStopped() {
        Optimizer first = Optimizer.of(model, new NAdam(), Schedule.exponential(0.1, 0.9));
        for (int i = 0; i < 3; i++) {
            first.step(gradients());
        }
        List<NdArray> between = values();
        Map<String, NdArray> saved = first.state();
        first.step(gradients());
        List<NdArray> expected = values();

        for (int i = 0; i < between.size(); i++) {
            model.parameters().get(i).assign(between.get(i));
        }
        Optimizer second = Optimizer.of(model, new NAdam(), Schedule.exponential(0.1, 0.9));
        second.load(saved);
        second.step(gradients());
        assertEquals(expected, values());
        assertEquals(4, second.steps());
    }

    @Test
    void theRateMayBeSetInsideARecycledStep() {
        Parameter p = Parameter.of("p", NdArray.of(0));
        Optimizer optimizer = Optimizer.of(Map.of("p", p), new Sgd(), 0.1);
        Autodiff.step(() -> optimizer.setLearningRate(0.5));
        Autodiff.step(() -> optimizer.step(p.mul(1).backward()));
        assertEquals(-0.5, p.item());
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Optimizer.of(Activation.relu(), new Sgd()));
        assertThrows(NullPointerException.class, () -> Optimizer.of(model, null, 0.1));
        assertEquals(
                "optimizer: gradients are null",
                assertThrows(
                                NullPointerException.class,
                                () -> Optimizer.of(model, new Sgd(), 0.1).step((Gradients) null))
                        .getMessage());
        assertEquals(
                "momentum: mu must be finite and at least 0, got -0.1",
                assertThrows(IllegalArgumentException.class, () -> new Momentum(-0.1))
                        .getMessage());
        assertEquals(
                "adam: beta2 must be in [0, 1), got 1.0",
                assertThrows(IllegalArgumentException.class, () -> new Adam(0.9, 1, 1e-8))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Adam(Double.NaN, 0.9, 1e-8));
        assertThrows(IllegalArgumentException.class, () -> new Adam(0.9, 0.9, -1));
    }

    @Test
    void text() {
        assertEquals(
                "Optimizer[Momentum[mu=0.9, dampening=0.0, nesterov=false], Constant[rate=0.1], 4 parameters, 0 steps]",
                Optimizer.of(model, new Momentum(0.9), 0.1).toString());
        assertThrows(IllegalArgumentException.class, () -> RuleState.empty().get("velocity"));
        assertEquals("RuleState{}", RuleState.empty().toString());
    }

    /** A rule that fails for one shape. */
    private record Fails(Rule rule, Shape shape, boolean wrongShape) implements Rule {
        @Override
        public RuleState start(Shape s) {
            return rule.start(s);
        }

        @Override
        public Step at(Tensor t, Tensor learningRate) {
            Step step = rule.at(t, learningRate);
            return (parameter, gradient, state) -> {
                Update update = step.apply(parameter, gradient, state);
                if (!parameter.shape().equals(shape)) {
                    return update;
                }
                if (wrongShape) {
                    return new Update(update.parameter().unsqueeze(0), update.state());
                }
                throw new IllegalStateException("no step");
            };
        }
    }

    @Test
    void ifARuleFailsNothingHasMoved() {
        for (boolean wrongShape : new boolean[] {false, true}) {
            Rule rule = new Fails(new Adam(), Shape.of(3, 1), wrongShape);
            Optimizer optimizer = Optimizer.of(model, rule, 0.1).clip(Clipping.byGlobalNorm(1));
            List<NdArray> before = values();
            Gradients gradients = gradients();
            RuntimeException e = assertThrows(RuntimeException.class, () -> optimizer.step(gradients));
            assertTrue(e.getMessage().endsWith(wrongShape ? "of shape (1, 3, 1): must be (3, 1)" : "no step"));
            assertEquals(before, values());
            assertEquals(0, optimizer.steps());
            assertTrue(optimizer.gradientNorm().isEmpty());
            optimizer.state().forEach((name, kept) -> assertEquals(NdArray.full(kept.shape(), 0), kept, name));
        }
    }

    @Test
    void aScheduleThatEndsMovesNothing() {
        Optimizer optimizer =
                Optimizer.of(model, new Momentum(0.9), new OneCycle(0.1, 1)).clip(Clipping.byValue(1));
        optimizer.step(gradients());
        optimizer.step(gradients());
        List<NdArray> before = values();
        double norm = optimizer.gradientNorm().getAsDouble();
        Gradients gradients = gradients();
        assertThrows(IllegalArgumentException.class, () -> optimizer.step(gradients));
        assertEquals(before, values());
        assertEquals(2, optimizer.steps());
        assertEquals(norm, optimizer.gradientNorm().getAsDouble());
    }

    @Test
    void nothingIsNull() {
        Optimizer optimizer = Optimizer.of(model, new Momentum(0.9), 0.1);
        assertEquals(
                "optimizer: gradients are null",
                assertThrows(NullPointerException.class, () -> optimizer.step((Gradients) null))
                        .getMessage());
        assertEquals(
                "optimizer: gradients are null",
                assertThrows(NullPointerException.class, () -> optimizer.stepPresent(null))
                        .getMessage());
        assertEquals(0, optimizer.steps());
    }
}
