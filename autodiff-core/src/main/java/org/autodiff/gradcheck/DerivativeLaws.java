package org.autodiff.gradcheck;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;

/** The laws that compare derivatives of a gate with differences. */
final class DerivativeLaws {
    static final String GRADIENT = "gradient";
    static final String SECOND = "second derivative";
    static final String FORWARD = "forward mode";

    /** So many outputs are looked at one by one; a random sum sees the others. */
    private static final int MOST_OUTPUTS = 4;

    private final GateSample sample;
    private final double tolerance;
    private final Rng rng;

    DerivativeLaws(GateSample sample, double tolerance, Rng rng) {
        this.sample = sample;
        this.tolerance = tolerance;
        this.rng = rng;
    }

    List<LawTrial> all() {
        return List.of(
                new LawTrial(GRADIENT, List.of(ContractLaw.NAME), this::gradient),
                new LawTrial(SECOND, List.of(GRADIENT), this::secondDerivative),
                new LawTrial(FORWARD, List.of(GRADIENT), this::forwardMode),
                new LawTrial("forward over reverse", List.of(SECOND, FORWARD), this::forwardOverReverse),
                new LawTrial("reverse over forward", List.of(SECOND, FORWARD), this::reverseOverForward));
    }

    private String gradient() {
        sample.requireDerivatives();
        return check(sample.function(sample.free()), sample.outputNames(), sample.freeNames(), sample.freeInputs())
                .reverse(MOST_OUTPUTS);
    }

    private String secondDerivative() {
        sample.requireDerivatives();
        return pullback().reverse(0);
    }

    private String forwardOverReverse() {
        sample.requireDerivatives();
        return pullback().forward();
    }

    /** Of {@code L = <u, output>}. */
    private JacobianCheck pullback() {
        Tensor[] u = sample.upstream(rng);
        String[][] x = sample.freeNames();
        String[] gradients =
                Arrays.stream(x).flatMap(Arrays::stream).map(e -> "dL/d" + e).toArray(String[]::new);
        return check(sample.pullback(), gradients, concat(x, names("u", u)), concat(sample.freeInputs(), u));
    }

    private String reverseOverForward() {
        sample.requireDerivatives();
        Tensor[] v = sample.tangents(rng);
        String[] tangents =
                Arrays.stream(sample.outputNames()).map(e -> "tangent of " + e).toArray(String[]::new);
        return check(
                        sample.pushforward(),
                        tangents,
                        concat(sample.freeNames(), names("v", v)),
                        concat(sample.freeInputs(), v))
                .reverse(0);
    }

    private String forwardMode() {
        sample.requireDerivatives();
        int[] free = sample.free();
        Tensor[] x = sample.freeInputs();
        String[][] names = sample.freeNames();
        String all =
                check(sample.function(free), sample.outputNames(), names, x).forward();
        for (int k = 0; k < free.length && free.length > 1; k++) {
            if (x[k].size() > 0) {
                check(sample.function(free[k]), sample.outputNames(), new String[][] {names[k]}, x[k])
                        .forward();
            }
        }
        return all;
    }

    private JacobianCheck check(TensorFunction f, String[] outputs, String[][] inputs, Tensor... at) {
        return new JacobianCheck(new FlatFunction(f, at), outputs, inputs, tolerance, rng);
    }

    private static String[][] names(String prefix, Tensor[] tensors) {
        String[][] names = new String[tensors.length][];
        Arrays.setAll(names, i -> ElementNames.of(tensors.length == 1 ? prefix : prefix + i, tensors[i].shape()));
        return names;
    }

    private static <T> T[] concat(T[] a, T[] b) {
        return Stream.concat(Arrays.stream(a), Arrays.stream(b)).toArray(n -> Arrays.copyOf(a, n));
    }
}
