package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.schedule.Schedule;
import org.junit.jupiter.api.Test;

/** Several models, other ways to make an optimizer, and its messages for arguments that it cannot use. */
class OptimizerMisuseTest {
    private final Parameter p = Parameter.of("p", NdArray.of(1, 2));

    private static String refused(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    private static String missing(Runnable call) {
        return assertThrows(NullPointerException.class, call::run).getMessage();
    }

    // ---- two models

    @Test
    void twoModelsAreToldApartByPrefixes() {
        Linear encoder = Linear.of(2, 1, Rng.of(1));
        Linear head = Linear.of(1, 1, Rng.of(2));
        List<ParameterGroup> groups = List.of(
                ParameterGroup.of(encoder).prefix("encoder").rateFactor(0.5),
                ParameterGroup.of(head).prefix("head"));
        Optimizer optimizer = Optimizer.of(groups, new Momentum(0.9), 0.1);
        assertEquals(
                Set.of(
                        "steps",
                        "encoder.weight.steps",
                        "encoder.weight.velocity",
                        "encoder.bias.steps",
                        "encoder.bias.velocity",
                        "head.weight.steps",
                        "head.weight.velocity",
                        "head.bias.steps",
                        "head.bias.velocity"),
                optimizer.state().keySet());
        assertEquals("weight", encoder.parameters().get(0).name());
        double before = encoder.parameters().get(1).item();
        double headBefore = head.parameters().get(1).item();
        Tensor ones = Tensor.of(new double[][] {{1, 1}});
        optimizer.step(encoder.apply(ones)
                .add(head.apply(Tensor.of(new double[][] {{1}})))
                .sum()
                .backward());
        assertEquals(before - 0.05, encoder.parameters().get(1).item(), 1e-16); // by half the rate
        assertEquals(headBefore - 0.1, head.parameters().get(1).item(), 1e-16);
    }

    private static List<String> names(ParameterGroup... groups) {
        return Optimizer.of(List.of(groups), new Sgd(), 1e-3).state().keySet().stream()
                .filter(name -> name.contains("."))
                .map(name -> name.substring(0, name.length() - ".steps".length()))
                .toList();
    }

    @Test
    void withoutPrefixesModelsAreToldApartByTypeAndPosition() {
        Linear a = Linear.of(2, 1, Rng.of(1));
        Linear b = Linear.of(2, 1, Rng.of(2));
        Sequential c = Sequential.of(Linear.of(1, 1, Rng.of(3)));
        assertEquals(
                List.of("linear0.weight", "linear0.bias", "linear1.weight", "linear1.bias"),
                names(ParameterGroup.of(a), ParameterGroup.of(b)));
        assertEquals(
                List.of("linear0.weight", "sequential1.0.weight", "sequential1.0.bias", "linear0.bias"),
                names(ParameterGroup.weights(a), ParameterGroup.of(c), ParameterGroup.biases(a)),
                "also where the names differ anyway, so that they stay when the models grow");
        assertEquals(
                List.of("head.weight", "head.bias", "weight", "bias"),
                names(ParameterGroup.of(a).prefix("head"), ParameterGroup.of(b)));
        assertEquals(List.of("weight", "bias"), names(ParameterGroup.weights(a), ParameterGroup.biases(a)));
    }

    @Test
    void partsOfAModelAreToldApartByTheirPlace() {
        Sequential model = Sequential.of(
                Linear.of(1, 1, Rng.of(1)), Sequential.of(Linear.of(1, 1, Rng.of(2))), Linear.of(1, 1, Rng.of(3)));
        assertEquals(
                List.of("1.0.weight", "1.0.bias", "2.weight", "2.bias"),
                names(ParameterGroup.of(model.layer(1)), ParameterGroup.of(model.layer(2))));
        Sequential other = Sequential.of(Linear.of(1, 1, Rng.of(1)));
        assertEquals(
                List.of("linear0.weight", "linear0.bias", "linear1.weight", "linear1.bias"),
                names(ParameterGroup.of(model.layer(0)), ParameterGroup.of(other.layer(0))),
                "two places are called 0");
    }

    @Test
    void aPrefixMustNotBeEmpty() {
        Linear a = Linear.of(2, 1, Rng.of(1));
        assertEquals(
                "parameterGroup: prefix must not be empty",
                refused(() -> ParameterGroup.of(a).prefix("")));
    }

    // ---- other ways to make one

    @Test
    void aMapWithAScheduleOrWithTheRulesOwnRate() {
        Optimizer scheduled = Optimizer.of(Map.of("p", p), new Sgd(), Schedule.step(0.5, 1, 0.1));
        assertEquals(0.5, scheduled.learningRate());
        scheduled.step(p.sum().backward());
        assertArrayEquals(new double[] {0.5, 1.5}, p.toArray());
        assertEquals(0.05, scheduled.learningRate(), 1e-16);
        assertEquals(1e-2, Optimizer.of(Map.of("p", p), new RmsProp()).learningRate());
        assertEquals(
                1e-2,
                Optimizer.of(List.of(ParameterGroup.of(Map.of("p", p))), new RmsProp())
                        .learningRate());
    }

    @Test
    void adamWTakesAdamsNumbers() {
        AdamW all = new AdamW(0.8, 0.95, 1e-6, 0.1);
        assertEquals(new AdamW(new Adam(0.8, 0.95, 1e-6), 0.1), all);
        assertEquals(all, new AdamW().betas(0.8, 0.95).eps(1e-6).weightDecay(0.1));
        assertEquals(new AdamW(new Adam().amsgrad(true), 0.01), new AdamW().amsgrad(true));
        assertEquals(new AdamW(new Adam().biasCorrection(false), 0.01), new AdamW().biasCorrection(false));
        // the first step: p (1 - rate decay) - rate g / (|g| + eps)
        Optimizer.of(Map.of("p", p), all, 0.5).step(p.mul(2).sum().backward());
        double move = 0.5 * 2 / (2 + 1e-6);
        assertArrayEquals(new double[] {0.95 - move, 1.9 - move}, p.toArray(), 1e-15);
    }

    @Test
    void nullsAreNamed() {
        assertEquals("optimizer: rule is null", missing(() -> Optimizer.of(Map.of("p", p), null)));
        assertEquals("optimizer: rule is null", missing(() -> Optimizer.of(Linear.of(1, 1, Rng.of(1)), null)));
        assertEquals("parameterGroup: model is null", missing(() -> Optimizer.of((Linear) null, new Sgd(), 1)));
        Map<String, Parameter> holes = new LinkedHashMap<>();
        holes.put("q", null);
        assertEquals("parameterGroup: parameter 'q' is null", missing(() -> Optimizer.of(holes, new Sgd(), 1)));
    }

    // ---- wrong arguments

    @Test
    void gradientsOfAnotherModel() {
        Parameter other = Parameter.of("other", NdArray.of(1, 2));
        Optimizer optimizer = Optimizer.of(Map.of("p", p), new Sgd(), 1);
        assertEquals(
                "optimizer: the loss depends on none of its parameters, 'p': are these the gradients of another model?"
                        + " Autodiff.explainGradient says why",
                refused(() -> optimizer.step(other.sum().backward())));
        assertEquals(0, optimizer.steps());
    }

    private Lbfgs lbfgs() {
        return Lbfgs.builder(Map.of("p", p)).strongWolfe(true).build();
    }

    @Test
    void aVectorIsNoLoss() {
        assertEquals(
                "lbfgs: loss of shape (2): must be a scalar: take its mean() or sum(), or a loss "
                        + "with another reduction",
                refused(() -> lbfgs().step(p::square)));
        assertEquals(
                "lbfgs: loss of shape (0): must be a scalar: take its mean() or sum(), or a loss "
                        + "with another reduction",
                refused(() -> lbfgs().step(() -> p.slice(0, 0, 0))));
        assertArrayEquals(new double[] {1, 2}, p.toArray());
    }

    @Test
    void aLossOfOneElementIsOne() {
        lbfgs().step(() -> p.square().sum().reshape(1, 1));
        assertArrayEquals(new double[2], p.toArray(), 1e-6);
    }

    @Test
    void aLossThatIsNullOrAConstant() {
        String constant = "lbfgs: the loss depends on no parameter: it must be computed from them in each call, not"
                + " detached, and not inside NoGrad";
        assertEquals("lbfgs: loss is null", missing(() -> lbfgs().step(null)));
        assertEquals("lbfgs: the function of the loss gave null", missing(() -> lbfgs().step(() -> null)));
        assertEquals(constant, refused(() -> lbfgs().step(() -> Tensor.of(3))));
        assertEquals(constant, refused(() -> lbfgs().step(() -> p.square().sum().detach())));
        assertEquals(constant, refused(() -> {
            try (NoGrad scope = NoGrad.open()) {
                lbfgs().step(() -> p.square().sum());
            }
        }));
        Parameter other = Parameter.of("other", NdArray.of(1, 2));
        assertTrue(refused(() -> lbfgs().step(() -> other.sum())).contains("does not depend on 'p'"));
        assertArrayEquals(new double[] {1, 2}, p.toArray());
    }
}
