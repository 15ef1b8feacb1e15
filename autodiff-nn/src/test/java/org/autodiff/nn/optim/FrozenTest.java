package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Optimizers leave frozen parameters alone. */
class FrozenTest {
    private final Parameter a = Parameter.of("a", NdArray.of(0.3, -0.7));
    private final Parameter b = Parameter.of("b", NdArray.of(1.1, 0.2));
    private final Map<String, Parameter> both = new LinkedHashMap<>();

    @BeforeEach
    void name() {
        both.put("a", a);
        both.put("b", b);
    }

    private Tensor loss() {
        return a.square().sum().add(b.sub(2).square().sum()).add(a.mul(b).sum().mul(0.5));
    }

    @Test
    void frozenParametersKeepTheirValueAndTheirState() {
        Optimizer optimizer = Optimizer.of(both, new Adam().withWeightDecay(0.1), 0.1);
        optimizer.step(loss().backward());
        b.freeze();
        double[] value = b.toArray();
        Map<String, NdArray> state = optimizer.state();
        for (int i = 0; i < 4; i++) {
            optimizer.step(loss().backward());
        }
        assertArrayEquals(value, b.toArray());
        for (String entry : new String[] {"b.mean", "b.square", "b.steps"}) {
            assertEquals(state.get(entry), optimizer.state().get(entry));
        }
        assertEquals(5, optimizer.state().get("a.steps").item());

        b.unfreeze(); // goes on as one that has made one step only
        Parameter alone = Parameter.of("alone", NdArray.of(b.toArray()));
        Optimizer other = Optimizer.of(Map.of("b", alone), new Adam().withWeightDecay(0.1), 0.1);
        Map<String, NdArray> ofB = new LinkedHashMap<>();
        ofB.put("steps", NdArray.of(1.0));
        optimizer.state().forEach((name, array) -> {
            if (name.startsWith("b.")) {
                ofB.put(name, array);
            }
        });
        other.load(ofB);
        Tensor weights = Tensor.of(a.toArray());
        optimizer.step(loss().backward());
        other.step(alone.sub(2)
                .square()
                .sum()
                .add(weights.mul(alone).sum().mul(0.5))
                .backward());
        assertArrayEquals(alone.toArray(), b.toArray());
    }

    @Test
    void aGradientOfAFrozenParameterIsNotUsed() {
        Optimizer optimizer = Optimizer.of(both, new Sgd(), 0.1);
        b.freeze();
        optimizer.step(Map.of("a", Tensor.of(1, 1), "b", Tensor.of(1, 1)));
        assertArrayEquals(new double[] {1.1, 0.2}, b.toArray());
        assertEquals(0.2, a.toArray()[0], 1e-15);
        assertEquals(1, optimizer.stepPresent(loss().backward()));
    }

    @Test
    void whatIsMissingIsNamedWithoutThem() {
        Parameter c = Parameter.of("c", NdArray.of(1));
        both.put("c", c);
        Optimizer optimizer = Optimizer.of(both, new Sgd(), 0.1);
        b.freeze();
        String message = assertThrows(IllegalArgumentException.class, () -> optimizer.step(loss().backward()))
                .getMessage();
        assertTrue(message.startsWith("optimizer: the loss does not depend on 'c': leave out"), message);
        var gradients = loss().backward();
        a.freeze();
        c.freeze();
        assertEquals(
                "optimizer: all of its 3 parameters are frozen, so there is nothing to move: unfreeze some",
                assertThrows(IllegalArgumentException.class, () -> optimizer.step(gradients))
                        .getMessage());
        assertEquals(0, optimizer.steps());
    }

    /** The minimum over a with b fixed is -b / 4; over both it is a = -8/15, b = 32/15. */
    @Test
    void lbfgsFindsTheMinimumOfTheOthers() {
        Lbfgs optimizer = Lbfgs.builder(both).strongWolfe(true).maxIterations(3).build();
        optimizer.step(this::loss);
        double[] fixed = b.toArray();
        b.freeze();
        for (int i = 0; i < 20; i++) {
            optimizer.step(this::loss);
        }
        assertArrayEquals(fixed, b.toArray());
        assertArrayEquals(new double[] {-fixed[0] / 4, -fixed[1] / 4}, a.toArray(), 1e-8);
        assertEquals(NdArray.of(0, 1), optimizer.state().get("frozen"));
        b.unfreeze();
        for (int i = 0; i < 20; i++) {
            optimizer.step(this::loss);
        }
        assertArrayEquals(new double[] {-8 / 15.0, -8 / 15.0}, a.toArray(), 1e-7);
        assertArrayEquals(new double[] {32 / 15.0, 32 / 15.0}, b.toArray(), 1e-7);
    }
}
