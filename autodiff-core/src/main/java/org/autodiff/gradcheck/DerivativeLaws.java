package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.NoGrad;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gradcheck.GradCheckReport.Verdict;

/** The laws that compare derivatives of a gate with differences. */
final class DerivativeLaws {
    static final String GRADIENT = "gradient";

    /** Of each input at most so many elements are moved one by one; along a direction all move together. */
    private static final int MOST_COORDINATES = 8;

    private final GateSample sample;
    private final double tolerance;
    private final Rng rng;

    DerivativeLaws(GateSample sample, double tolerance, Rng rng) {
        this.sample = sample;
        this.tolerance = tolerance;
        this.rng = rng;
    }

    List<Law> all() {
        return List.of(
                Law.test(GRADIENT, this::gradient),
                Law.test("second derivative", this::secondDerivative),
                Law.test("forward mode", this::forwardMode),
                Law.test("forward over reverse", this::forwardOverReverse),
                Law.test("reverse over forward", this::reverseOverForward));
    }

    private String gradient() {
        sample.requireDerivatives();
        return reverse(sample.function(sample.free()), sample.freeInputs());
    }

    private String secondDerivative() {
        sample.requireDerivatives();
        return reverse(sample.pullback(), concat(sample.freeInputs(), sample.upstream(rng)));
    }

    private String reverseOverForward() {
        sample.requireDerivatives();
        return reverse(sample.pushforward(), concat(sample.freeInputs(), sample.tangents(rng)));
    }

    private String forwardMode() {
        sample.requireDerivatives();
        int[] free = sample.free();
        String all = forward(sample.function(free), sample.freeInputs());
        for (int i : free) {
            if (sample.inputs()[i].size() > 0) {
                forward(sample.function(i), sample.inputs()[i]);
            }
        }
        return all;
    }

    private String forwardOverReverse() {
        sample.requireDerivatives();
        return forward(sample.pullback(), concat(sample.freeInputs(), sample.upstream(rng)));
    }

    /** The gradient of a function against differences along each axis. */
    private String reverse(TensorFunction f, Tensor... xs) {
        GradCheck check =
                GradCheck.of(f).tolerance(tolerance).seed(rng.nextLong()).maxCoordinates(MOST_COORDINATES);
        for (int i = 0; i < xs.length; i++) {
            check.input("x" + i, xs[i]);
        }
        GradCheckReport report = check.report();
        if (!report.passed()) {
            throw new Law.Broken(report.toString());
        }
        return report.reason();
    }

    /** The tangent of a function against differences along a random direction. */
    private String forward(TensorFunction f, Tensor... xs) {
        double[][] x = Arrays.stream(xs).map(Tensor::toArray).toArray(double[][]::new);
        double[][] v = ProbeDirection.random(x, rng);
        Autodiff.ValueAndTangent claimed = Autodiff.jvp(f, xs, tensors(xs, v));
        double[] value = claimed.value().toArray();
        double[] tangent = claimed.tangent().toArray();
        Line line = t -> {
            try (NoGrad scope = NoGrad.open()) {
                return f.apply(tensors(xs, ProbeDirection.move(x, t, v))).toArray();
            }
        };
        Variable output = Variable.argument("tangent", claimed.value());
        Stencil stencil = new Stencil(line, value, ProbeDirection.STEP);
        List<Claim> claims = new ArrayList<>();
        for (int k = 0; k < value.length; k++) {
            claims.add(new Claim(output.name(), output.coordinate(k), tangent[k], stencil, k, Math.abs(value[k]), 1));
        }
        GradCheckReport.Builder report = new GradCheckReport.Builder(tolerance, List.of(output));
        int[][] everything = {IntStream.range(0, value.length).toArray()};
        report.add(1, new Judge(tolerance).judge(claims), everything);
        GradCheckReport result = report.end();
        // Along one direction many an element rests: that is no failure where the gradient was found not to be zero.
        if (!result.passed() && result.verdict() != Verdict.VACUOUS) {
            throw new Law.Broken(result.toString());
        }
        return result.reason();
    }

    private static Tensor[] tensors(Tensor[] like, double[][] values) {
        Tensor[] tensors = new Tensor[like.length];
        Arrays.setAll(tensors, i -> Tensor.of(like[i].shape(), values[i]));
        return tensors;
    }

    private static Tensor[] concat(Tensor[] a, Tensor[] b) {
        Tensor[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
