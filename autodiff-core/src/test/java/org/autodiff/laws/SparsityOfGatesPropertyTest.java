package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Structure;
import org.autodiff.internal.gates.conv.Convolution;
import org.autodiff.internal.gates.linalg.Matmul;
import org.autodiff.internal.gates.reduce.Reduction;
import org.autodiff.sparse.SparsityPattern;

/** For every gate: where its Jacobian, row by row, is not zero, the pattern found from indices has an entry. */
class SparsityOfGatesPropertyTest {
    private static final Set<Class<?>> EXACT =
            Set.of(Matmul.class, Reduction.Sum.class, Convolution.Conv2d.class, Convolution.Conv2dInput.class);

    @Property(shrinking = ShrinkingMode.OFF, tries = 20)
    void everyDerivativeThatIsNotZeroIsAnEntry(@ForAll long seed) {
        for (Sample sample : Samples.all()) {
            Sample.On on = sample.draw().apply(new Draw(seed));
            if (on.hasElements()) {
                check(on);
            }
        }
    }

    private static void check(Sample.On on) {
        Gate gate = on.gate();
        int[] free = IntStream.range(0, on.inputs().length)
                .filter(gate::differentiable)
                .toArray();
        if (free.length == 0) {
            return;
        }
        TensorFunction f = xs -> {
            Tensor[] all = on.inputs().clone();
            for (int k = 0; k < free.length; k++) {
                all[free[k]] = xs[k];
            }
            return Tensor.concat(
                    0,
                    Arrays.stream(Tensor.applyAll(gate, all))
                            .map(y -> y.reshape(y.size()))
                            .toArray(Tensor[]::new));
        };
        Tensor[] xs = Arrays.stream(free).mapToObj(i -> on.inputs()[i].detach()).toArray(Tensor[]::new);
        SparsityPattern pattern = SparsityPattern.ofJacobian(f, xs);
        boolean[][] numbers = numbers(f, xs);
        boolean exact = gate.structure() == Structure.MOVE || EXACT.contains(gate.getClass());
        for (int i = 0; i < pattern.rows(); i++) {
            for (int j = 0; j < pattern.columns(); j++) {
                boolean entry = pattern.contains(i, j);
                String where = "(" + i + ", " + j + ")";
                assertTrue(entry || !numbers[i][j], () -> on + ": " + where + " is no entry of " + pattern);
                assertTrue(!exact || !entry || numbers[i][j], () -> on + ": " + where + " is a useless entry");
            }
        }
    }

    private static boolean[][] numbers(TensorFunction f, Tensor... xs) {
        int m = f.apply(xs).size();
        boolean[][] all = new boolean[m][];
        for (int i = 0; i < m; i++) {
            int row = i;
            Tensor[] gradients = Autodiff.valueAndGrad(
                            (TensorFunction) zs -> f.apply(zs).select(0, row), xs)
                    .gradients()
                    .toArray(Tensor[]::new);
            double[] flat = Arrays.stream(gradients)
                    .flatMapToDouble(g -> Arrays.stream(g.toArray()))
                    .toArray();
            all[i] = new boolean[flat.length];
            for (int j = 0; j < flat.length; j++) {
                all[i][j] = flat[j] != 0;
            }
        }
        return all;
    }
}
