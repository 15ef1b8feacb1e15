package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Autodiff;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gate.Gate;
import org.autodiff.internal.gates.linalg.Determinants;
import org.autodiff.ndarray.NdArray;

/** A recording of any gate, and of its gradient, replayed on other numbers gives what the gate gives on them. */
class ReplayPropertyTest {

    @Property(shrinking = ShrinkingMode.OFF, tries = 40)
    void everyGateReplays(@ForAll long seed) {
        Draw d = new Draw(seed);
        for (Sample sample : Samples.all()) {
            Sample.On on = sample.draw().apply(d);
            int[] free = IntStream.range(0, on.inputs().length)
                    .filter(on.gate()::differentiable)
                    .toArray();
            Tensor[] x = Arrays.stream(free).mapToObj(i -> on.inputs()[i]).toArray(Tensor[]::new);
            Tensor[] other = Arrays.stream(x).map(t -> t.mul(0.97)).toArray(Tensor[]::new);
            if (x.length == 0) {
                continue;
            }
            TensorFunction value = xs -> apply(on.gate(), free, on.inputs(), xs);
            TensorFunction gradient =
                    xs -> Autodiff.valueAndGrad(ys -> value.apply(ys).square().sum(), xs)
                            .gradients()
                            .get(0);
            same(on.gate(), value, x, other);
            same(on.gate(), gradient, x, other);
        }
    }

    private static Tensor apply(Gate gate, int[] free, Tensor[] inputs, Tensor... replacements) {
        Tensor[] all = inputs.clone();
        IntStream.range(0, free.length).forEach(i -> all[free[i]] = replacements[i]);
        Tensor[] y = Tensor.applyAll(gate, all);
        return y.length == 1
                ? y[0]
                : Tensor.concat(0, Arrays.stream(y).map(t -> t.reshape(-1)).toArray(Tensor[]::new));
    }

    private static void same(Gate gate, TensorFunction f, Tensor[] recorded, Tensor... other) {
        Tape tape = Tape.record(f, recorded);
        assertEquals(f.apply(recorded).value(), tape.output().value(), gate::toString);
        NdArray expected = f.apply(other).value();
        NdArray actual = tape.replay(other).value();
        if (gate instanceof Determinants.Det) {
            // At a singular matrix the recording keeps a border made for that matrix,
            // which is right for others too, but rounds in another way.
            double largest =
                    Arrays.stream(expected.toArray()).map(Math::abs).max().orElse(0);
            assertArrayEquals(expected.toArray(), actual.toArray(), 1e-12 * largest, gate::toString);
        } else {
            assertEquals(expected, actual, gate::toString);
        }
    }
}
