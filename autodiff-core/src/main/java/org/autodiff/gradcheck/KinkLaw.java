package org.autodiff.gradcheck;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Kink;
import org.autodiff.ndarray.NdArray;

/**
 * The law that a gate's derivatives at its {@link Kink}s are those that it declares: at first order, and at second
 * order by every way to it.
 */
final class KinkLaw {
    private final Gate gate;

    KinkLaw(Gate gate) {
        this.gate = gate;
    }

    LawTrial trial() {
        return new LawTrial("kinks", List.of(DerivativeLaws.GRADIENT), this::declaredDerivatives);
    }

    private String declaredDerivatives() {
        List<Kink> kinks = gate.kinks();
        if (kinks == null) {
            throw new Law.Broken(gate.name() + ": kinks returned null: must be a list, empty if there are none");
        }
        if (kinks.isEmpty()) {
            throw new Law.NotApplicable("no kinks are declared");
        }
        for (Kink kink : kinks) {
            Tensor[] inputs = kink.inputs().stream().map(Tensor::of).toArray(Tensor[]::new);
            int[] free = IntStream.range(0, inputs.length)
                    .filter(gate::differentiable)
                    .toArray();
            requireCount(kink, "gradient", kink.gradient(), free.length);
            requireCount(kink, "second", kink.second(), free.length);
            Tensor[] at = Arrays.stream(free).mapToObj(i -> inputs[i]).toArray(Tensor[]::new);
            TensorFunction output = sample(kink, inputs).function(free);
            TensorFunction sum = xs -> output.apply(xs).sum();
            require(kink, "gradient", kink.gradient(), Nesting.gradients(sum, at));
            for (Nesting nesting : Nesting.values()) {
                require(kink, "second derivative, " + nesting + ",", kink.second(), nesting.second(sum, at));
            }
        }
        return kinks.size() + " kinks have the declared derivatives";
    }

    private GateSample sample(Kink kink, Tensor[] inputs) {
        try {
            return new GateSample(gate, inputs);
        } catch (RuntimeException e) {
            throw new Law.Broken(gate.name() + ": kinks, at " + kink.where() + ", gives " + inputs.length
                    + " inputs that the gate refuses: " + e.getMessage());
        }
    }

    private void requireCount(Kink kink, String what, List<NdArray> declared, int free) {
        if (declared.size() != free) {
            throw new Law.Broken(gate.name() + ": kinks, at " + kink.where() + ", declares " + declared.size()
                    + " numbers of " + what + " for " + free + " differentiable inputs among its "
                    + kink.inputs().size() + ": must be one for each");
        }
    }

    private static void require(Kink kink, String what, List<NdArray> declared, List<NdArray> actual) {
        boolean same = declared.size() == actual.size()
                && IntStream.range(0, declared.size()).allMatch(i -> agree(declared.get(i), actual.get(i)));
        if (!same) {
            throw new Law.Broken("kinks: at " + kink.where() + " " + kink.inputs() + " the " + what + " is declared "
                    + declared + ", but is " + actual);
        }
    }

    /** Equal to a few last digits, infinities and NaN in their places. */
    private static boolean agree(NdArray declared, NdArray actual) {
        double[] d = declared.toArray();
        double[] a = actual.toArray();
        return declared.shape().equals(actual.shape())
                && IntStream.range(0, d.length)
                        .allMatch(i -> d[i] == a[i]
                                || (Double.isNaN(d[i]) && Double.isNaN(a[i]))
                                || (Double.isFinite(d[i]) && Math.abs(d[i] - a[i]) <= 1e-14 * Math.abs(d[i])));
    }
}
