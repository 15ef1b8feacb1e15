package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Structure;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@link Gate#behind}: on inputs with a leading axis the gate gives what the original gives place by place. */
class BehindLeadingAxesTest {
    private static final int PLACES = 3;
    private static final int SEEDS = 20;

    @TestFactory
    Stream<DynamicTest> givesWhatTheGateGivesPlaceByPlace() {
        return Samples.all().stream()
                .map(s -> DynamicTest.dynamicTest(s.type().getName(), () -> {
                    for (long seed = 0; seed < SEEDS; seed++) {
                        Sample.On on = s.draw().apply(new Draw(seed));
                        check(on.gate(), on.inputs());
                    }
                }));
    }

    /** Which gates have no such form: everything else must have one. */
    @org.junit.jupiter.api.Disabled("until every family is converted")
    @Test
    void nearlyEveryGateHasOne() {
        Set<String> without = Samples.all().stream()
                .filter(s -> s.draw().apply(new Draw(0)).gate().behind(Shape.of(PLACES)) == null)
                .map(s -> s.type().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of("grows shorter with each family that is converted"), without);
    }

    private static void check(Gate gate, Tensor[] inputs) {
        Gate behind = gate.behind(Shape.of(PLACES));
        if (behind == null) {
            return;
        }
        Tensor[][] ofPlace = new Tensor[PLACES][];
        Tensor[][] outputs = new Tensor[PLACES][];
        for (int p = 0; p < PLACES; p++) {
            double factor = 1 + p * 0x1p-10;
            ofPlace[p] = IntStream.range(0, inputs.length)
                    .mapToObj(i -> gate.differentiable(i) ? inputs[i].mul(factor) : inputs[i])
                    .toArray(Tensor[]::new);
            outputs[p] = Tensor.applyAll(gate, ofPlace[p]);
        }
        int rank = Arrays.stream(inputs).mapToInt(Tensor::rank).max().orElse(0);
        rank = gate.broadcasts() ? Math.max(rank, outputs[0][0].rank()) : 0;
        Tensor[] stacked = new Tensor[inputs.length];
        for (int i = 0; i < stacked.length; i++) {
            int input = i;
            Tensor[] parts = Arrays.stream(ofPlace).map(in -> in[input]).toArray(Tensor[]::new);
            int[] aligned = new int[Math.max(0, rank - inputs[i].rank())];
            Arrays.fill(aligned, 1);
            stacked[i] = Tensor.stack(0, parts)
                    .reshape(Shape.of(PLACES).concat(Shape.of(aligned)).concat(inputs[i].shape()));
        }
        Tensor[] y = Tensor.applyAll(behind, stacked);
        assertEquals(outputs[0].length, y.length, () -> gate + ": outputs");
        for (int k = 0; k < y.length; k++) {
            Tensor expected = expected(outputs, k);
            assertEquals(expected.shape(), y[k].shape(), gate + " behind " + PLACES + " places: output " + k);
            // A product of matrices may add up in another order.
            boolean reassociates = gate.structure() == Structure.CONTRACT;
            if (reassociates) {
                assertArrayEquals(expected.toArray(), y[k].toArray(), 1e-12 * (1 + largest(expected)), gate::toString);
            } else {
                assertTrue(expected.value().equals(y[k].value()), gate + ": expected " + expected + ", got " + y[k]);
            }
        }
    }

    private static Tensor expected(Tensor[][] outputs, int k) {
        return Tensor.stack(0, Arrays.stream(outputs).map(o -> o[k]).toArray(Tensor[]::new));
    }

    private static double largest(Tensor t) {
        return Arrays.stream(t.toArray())
                .map(Math::abs)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }
}
