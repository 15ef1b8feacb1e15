package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Gate;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gradcheck.Accused;
import org.autodiff.laws.Sample.On;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the operation with a wrong derivative is looked for, no gate of the library is accused, wherever it is. */
class InnocentGatesTest {
    private static List<String> accused(Gate gate, Tensor... inputs) {
        int[] free =
                IntStream.range(0, inputs.length).filter(gate::differentiable).toArray();
        if (free.length == 0) {
            return List.of();
        }
        Tensor[] at = Arrays.stream(free).mapToObj(i -> inputs[i]).toArray(Tensor[]::new);
        TensorFunction f = xs -> {
            Tensor[] all = inputs.clone();
            for (int k = 0; k < free.length; k++) {
                all[free[k]] = xs[k];
            }
            return Arrays.stream(Tensor.applyAll(gate, all)).map(Tensor::sum).reduce(Tensor.of(0), Tensor::add);
        };
        return Accused.operations(f, at);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void atRandomInputs(long seed) {
        List<String> accused = new ArrayList<>();
        for (Sample sample : Samples.all()) {
            On on = sample.draw().apply(new Draw(seed));
            accused.addAll(accused(on.gate(), on.inputs()));
        }
        assertEquals(List.of(), accused);
    }

    private static final double[] AWKWARD = {
        0,
        -0.0,
        1,
        -1,
        0.5,
        -0.5,
        2,
        0.1,
        3,
        1e-7,
        -1e-7,
        1e-12,
        1e-20,
        -1e-20,
        1e-160,
        1e-300,
        4.9e-324,
        20,
        -20,
        40,
        -40,
        100,
        700,
        709.7,
        -745,
        1e3,
        1e7,
        -1e7,
        1e15,
        1e16,
        1e100,
        1e160,
        -1e160,
        1e300,
        1.7e308,
        Math.PI / 2,
        Math.PI,
        1e6 + 0.3,
        1 - 1e-9,
        1 + 1e-9,
        1 - 0x1p-53,
        -1 + 1e-12,
        6,
        5.999999999
    };

    /** Kinks, walls, poles, saturation, subnormals. */
    @Test
    void ofOneInputAtAwkwardPoints() {
        List<String> accused = new ArrayList<>();
        TreeSet<String> gates = new TreeSet<>();
        for (Sample sample : Samples.all()) {
            Gate gate = sample.draw().apply(new Draw(1)).gate();
            if (gate instanceof UnaryElementwise && gates.add(gate.toString())) {
                for (double x : AWKWARD) {
                    accused(gate, Tensor.of(x)).forEach(text -> accused.add("at " + x + ": " + text));
                }
                accused(gate, Tensor.of(AWKWARD)).forEach(text -> accused.add("at all: " + text));
            }
        }
        assertTrue(gates.size() > 50, gates::toString);
        assertEquals("", String.join("\n", accused));
    }

    @Test
    void ofTwoInputsAtAwkwardPoints() {
        List<String> accused = new ArrayList<>();
        TreeSet<String> gates = new TreeSet<>();
        for (Sample sample : Samples.all()) {
            Gate gate = sample.draw().apply(new Draw(1)).gate();
            if (gate instanceof BinaryElementwise && gates.add(gate.toString())) {
                for (int i = 0; i < AWKWARD.length; i++) {
                    for (int j = 0; j < AWKWARD.length; j += 7) {
                        double x = AWKWARD[i];
                        double y = AWKWARD[(i + j) % AWKWARD.length];
                        accused(gate, Tensor.of(x), Tensor.of(y))
                                .forEach(text -> accused.add("at " + x + ", " + y + ": " + text));
                    }
                }
            }
        }
        assertTrue(gates.size() > 10, gates::toString);
        assertEquals("", String.join("\n", accused));
    }
}
