package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules are told how many steps have moved a parameter; and what a step costs. */
class StepNumberTest {
    static Stream<Rule> rules() {
        return Stream.of(
                new Adam(),
                new Adam().amsgrad(true),
                new AdamW(),
                new NAdam(),
                new RAdam(0.9, 0.9, 1e-8),
                new Adamax(),
                new AdaGrad().rateDecay(0.1),
                new Momentum(0.9).dampening(0.5));
    }

    private final Parameter a = Parameter.of("a", NdArray.of(0.3, -0.7));
    private final Parameter b = Parameter.of("b", NdArray.of(1.1, 0.2));

    private static Tensor loss(Parameter p) {
        return p.sin().add(p.square().mul(0.1)).sum();
    }

    private static List<double[]> alone(Rule rule, Parameter p, int steps) {
        Optimizer optimizer = Optimizer.of(Map.of("p", p), rule, 0.05);
        List<double[]> way = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            optimizer.step(loss(p).backward());
            way.add(p.toArray());
        }
        return way;
    }

    /** As in PyTorch, where each parameter has a count of its own: it moves as it would have without the others. */
    @ParameterizedTest
    @MethodSource("rules")
    void aParameterThatMissesStepsMovesAsIfItWereAlone(Rule rule) {
        List<double[]> wayOfA = alone(rule, Parameter.of("a", a), 12);
        List<double[]> wayOfB = alone(rule, Parameter.of("b", b), 12);
        Map<String, Parameter> both = new LinkedHashMap<>();
        both.put("a", a);
        both.put("b", b);
        Optimizer optimizer = Optimizer.of(both, rule, 0.05);
        int ofB = 0;
        for (int i = 0; i < 12; i++) {
            boolean present = i != 1 && i % 4 != 3; // misses the second step, and others
            Gradients gradients = (present ? loss(a).add(loss(b)) : loss(a)).backward();
            assertEquals(present ? 2 : 1, optimizer.stepPresent(gradients));
            ofB += present ? 1 : 0;
            assertArrayEquals(wayOfA.get(i), a.toArray(), rule + ", step " + i);
            assertArrayEquals(wayOfB.get(ofB - 1), b.toArray(), rule + ", step " + i);
        }
        assertEquals(12, optimizer.steps());
        assertEquals(8, optimizer.state().get("b.steps").item());
    }

    @Test
    void manyKindsOfStepsMoveAsIfEachWereAlone() {
        Map<String, Parameter> all = new LinkedHashMap<>();
        List<List<double[]>> ways = new ArrayList<>();
        for (int k = 0; k < 5; k++) {
            Tensor start = Tensor.of(Rng.of(k).normal(Shape.of(3), 0, 1));
            all.put("p" + k, Parameter.of("p" + k, start));
            ways.add(alone(new Adam(), Parameter.of("p", start), 40));
        }
        Optimizer optimizer = Optimizer.of(all, new Adam(), 0.05);
        int[] moved = new int[5];
        for (int i = 1; i <= 40; i++) {
            Tensor sum = Tensor.of(0);
            for (int k = 0; k < 5; k++) {
                boolean present = (i * 11 >> k & 1) == 1 || k == 0; // more kinds than are kept
                sum = present ? sum.add(loss(all.get("p" + k))) : sum;
                moved[k] += present ? 1 : 0;
            }
            optimizer.stepPresent(sum.backward());
            for (int k = 0; k < 5; k++) {
                if (moved[k] > 0) {
                    assertArrayEquals(
                            ways.get(k).get(moved[k] - 1), all.get("p" + k).toArray());
                }
            }
        }
    }

    @Test
    void aRecordedStepThatNoLongerFitsSaysSo() {
        Map<String, Parameter> both = new LinkedHashMap<>();
        both.put("a", a);
        both.put("b", b);
        Optimizer optimizer = Optimizer.of(both, new Adam(), 0.05);
        Tape tape = Tape.record(
                x -> {
                    Tensor loss = loss(a).add(loss(b)).mul(x[0]);
                    optimizer.step(loss.backward());
                    return loss;
                },
                Tensor.of(1));
        tape.replay(Tensor.of(2));
        assertEquals(2, optimizer.steps());
        optimizer.stepPresent(loss(a).backward());
        double[] before = a.toArray();
        assertEquals(
                "optimizer: when this step was recorded, 'a' and 'b' had made as many steps as each other, and now they"
                        + " have made 3 and 2: record it again",
                assertThrows(IllegalStateException.class, () -> tape.replay(Tensor.of(2)))
                        .getMessage());
        assertArrayEquals(before, a.toArray());
    }

    private static double exact(double beta, int t) {
        return BigDecimal.ONE
                .subtract(new BigDecimal(beta).pow(t, new MathContext(60)), new MathContext(40))
                .doubleValue();
    }

    /** Python's {@code 1 - beta ** t} is off by up to 5e-17 of 1, thus for 0.9999 by up to 5e-13 of the result. */
    @Test
    void biasCorrectionsAreRightInAllDigits() {
        double worst = 0;
        for (double beta : new double[] {0.1, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.999999}) {
            for (int t : new int[] {1, 2, 3, 5, 10, 37, 100, 1_000, 10_000}) {
                double expected = exact(beta, t);
                double found = RuleMath.oneMinusPower(beta, Tensor.of(t)).item();
                worst = Math.max(worst, Math.abs(found - expected) / Math.ulp(expected));
            }
        }
        assertTrue(worst <= 1, "off by " + worst + " ulp");
        assertEquals(1, RuleMath.oneMinusPower(0, Tensor.of(1)).item());
        assertEquals(1, RuleMath.oneMinusPower(0, Tensor.of(9)).item());
    }

    /** One array of a parameter would be 160,000 bytes. */
    @Test
    void aStepMakesNoArrays() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (Rule rule : OptimizerStateTest.RULES) {
            Map<String, Parameter> both = new LinkedHashMap<>();
            Tensor loss = Tensor.of(0);
            for (String name : List.of("p", "q")) {
                both.put(name, Parameter.of(name, Rng.of(1).normal(Shape.of(100, 200), 0, 1)));
                loss = loss.add(both.get(name).square().mean());
            }
            Optimizer optimizer = Optimizer.of(both, rule, 1e-3);
            Gradients gradients = loss.backward();
            long each = Long.MAX_VALUE; // until the loops are compiled, vectors are objects
            for (int i = 0; i < 3_000 && each >= 30_000; i++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                optimizer.step(gradients);
                each = Math.min(each, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertTrue(each < 30_000, rule + " allocates " + each + " bytes in a step");
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        int size = Tensor.zeros(Shape.of(100, 200)).size();
        assertTrue(threads.getCurrentThreadAllocatedBytes() - before >= 8 * size, "an array would have been seen");
    }
}
