package org.autodiff.gradcheck;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;

/** The laws of the backward rule that need no differences. */
final class BackwardLaws {
    static final String NO_DERIVATIVE = "no derivative";

    /** Relative to the largest number involved; many thousand times the rounding of small sums. */
    private static final double TOLERANCE = 1e-9;

    /** Of so many inputs all subsets are tried; of more, each alone and all together. */
    private static final int FEW = 4;

    private final GateSample sample;
    private final List<GateSample> everywhere;
    private final Rng rng;

    BackwardLaws(GateSample sample, List<GateSample> everywhere, Rng rng) {
        this.sample = sample;
        this.everywhere = everywhere;
        this.rng = rng;
    }

    List<LawTrial> all() {
        return List.of(
                new LawTrial("adjoint", List.of(DerivativeLaws.GRADIENT, DerivativeLaws.FORWARD), this::adjoint),
                new LawTrial("linear backward", List.of(DerivativeLaws.GRADIENT), this::linear),
                new LawTrial("inputs alone", List.of(DerivativeLaws.GRADIENT), this::inputsAlone),
                new LawTrial("declared reads", List.of(ContractLaw.NAME), this::declaredReads),
                new LawTrial("zero upstream", List.of(DerivativeLaws.GRADIENT), this::zeroUpstream),
                new LawTrial("absent upstream", List.of(DerivativeLaws.GRADIENT), this::absentUpstream),
                new LawTrial(NO_DERIVATIVE, List.of(DerivativeLaws.GRADIENT), this::noDerivative));
    }

    private String adjoint() {
        sample.requireDerivatives();
        Tensor[] u = sample.upstream(rng);
        Tensor[] v = sample.tangents(rng);
        double[] tangent = Autodiff.jvp(sample.function(sample.free()), sample.freeInputs(), v)
                .tangent()
                .toArray();
        double[] upstream = numbers(Arrays.stream(u).map(Tensor::value).toArray(NdArray[]::new));
        double[] gradient = numbers(sample.backward(u, sample.free()));
        double[] direction = numbers(Arrays.stream(v).map(Tensor::value).toArray(NdArray[]::new));
        double forward = inner(upstream, tangent, false);
        double reverse = inner(gradient, direction, false);
        double allowed = TOLERANCE * (inner(upstream, tangent, true) + inner(gradient, direction, true));
        if (!(Math.abs(forward - reverse) <= allowed)) {
            throw new Law.Broken("<u, Jv> = " + forward + ", but <J'u, v> = " + reverse);
        }
        return "<u, Jv> = <J'u, v> = " + forward;
    }

    private static double[] numbers(NdArray[] arrays) {
        return Arrays.stream(arrays)
                .flatMapToDouble(a -> Arrays.stream(a.toArray()))
                .toArray();
    }

    private static double inner(double[] a, double[] b, boolean absolute) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> a[i] * b[i])
                .map(p -> absolute ? Math.abs(p) : p)
                .sum();
    }

    private String linear() {
        sample.requireDerivatives();
        Tensor[] u = sample.upstream(rng);
        Tensor[] w = sample.upstream(rng);
        double a = 1 + rng.nextDouble();
        double b = -1 - rng.nextDouble();
        Tensor[] mixed = new Tensor[u.length];
        Arrays.setAll(mixed, k -> u[k].mul(a).add(w[k].mul(b)));
        NdArray[] gu = sample.backward(u, sample.free());
        NdArray[] gw = sample.backward(w, sample.free());
        NdArray[] whole = sample.backward(mixed, sample.free());
        for (int i = 0; i < whole.length; i++) {
            double[] pu = gu[i].toArray();
            double[] pw = gw[i].toArray();
            double[] sum = new double[pu.length];
            double[] size = new double[pu.length];
            Arrays.setAll(sum, k -> a * pu[k] + b * pw[k]);
            Arrays.setAll(size, k -> Math.abs(a * pu[k]) + Math.abs(b * pw[k]));
            double allowed = TOLERANCE * Arrays.stream(size).max().orElse(0);
            requireNear("gradient " + i + " of a u + b w", whole[i].toArray(), sum, allowed);
        }
        return "backward(a u + b w) = a backward(u) + b backward(w)";
    }

    static void requireNear(String what, double[] actual, double[] expected, double allowed) {
        for (int k = 0; k < expected.length; k++) {
            if (!(Math.abs(actual[k] - expected[k]) <= allowed)) {
                throw new Law.Broken(what + " is " + actual[k] + " at element " + k + ", expected " + expected[k]);
            }
        }
    }

    private String inputsAlone() {
        int[] free = sample.free();
        if (free.length < 2) {
            throw new Law.NotApplicable("fewer than two inputs have a derivative");
        }
        Tensor[] u = sample.upstream(rng);
        NdArray[] together = sample.backward(u, free);
        for (int k = 0; k < free.length; k++) {
            int[] alone = {free[k]};
            requireSame("gradient " + k + ", wanted alone,", sample.backward(u, alone)[0], together[k]);
            requireSame("gradient " + k + ", asked for alone,", sample.backward(u, free, alone)[0], together[k]);
        }
        return "same bits for each of " + free.length + " inputs";
    }

    static void requireSame(String what, NdArray actual, NdArray expected) {
        if (!actual.equals(expected)) {
            throw new Law.Broken(
                    what + " is " + actual.shape() + " " + actual + ", expected " + expected.shape() + " " + expected);
        }
    }

    private String declaredReads() {
        int[] free = sample.free();
        if (free.length == 0) {
            throw new Law.NotApplicable("no input has a derivative");
        }
        Tensor[] u = sample.upstream(rng);
        if (free.length > FEW) {
            for (int i : free) {
                sample.backward(u, i); // an undeclared read throws
            }
            sample.backward(u, free);
        }
        for (int subset = 1; subset < 1 << free.length && free.length <= FEW; subset++) {
            int chosen = subset;
            sample.backward(
                    u,
                    IntStream.range(0, free.length)
                            .filter(k -> (chosen >> k & 1) == 1)
                            .map(k -> free[k])
                            .toArray());
        }
        return "backward reads what it declares";
    }

    private String zeroUpstream() {
        if (sample.free().length == 0) {
            throw new Law.NotApplicable("no input has a derivative");
        }
        for (GateSample s : everywhere) {
            Tensor[] zeros = Arrays.stream(s.outputs()).map(Tensor::zeros).toArray(Tensor[]::new);
            for (NdArray g : s.backward(zeros, s.free())) {
                if (Arrays.stream(g.toArray()).anyMatch(x -> x != 0)) {
                    throw new Law.Broken("gradient " + g + " for a zero upstream of " + s);
                }
            }
        }
        return "exact zeros at " + everywhere.size() + (everywhere.size() == 1 ? " point" : " points");
    }

    private String absentUpstream() {
        int n = sample.outputs().length;
        if (n < 2 || sample.free().length == 0) {
            throw new Law.NotApplicable("fewer than two outputs, or no derivative");
        }
        Tensor[] all = sample.upstream(rng);
        for (int k = 0; k < n; k++) {
            Tensor[] absent = new Tensor[n];
            absent[k] = all[k];
            Tensor[] zeros = Arrays.stream(sample.outputs()).map(Tensor::zeros).toArray(Tensor[]::new);
            zeros[k] = all[k];
            NdArray[] without = sample.backward(absent, sample.free());
            NdArray[] with = sample.backward(zeros, sample.free());
            for (int i = 0; i < with.length; i++) {
                double[] expected = with[i].toArray();
                double size = Arrays.stream(expected).map(Math::abs).max().orElse(0);
                String what = "gradient " + i + " with output " + k + " alone";
                requireNear(what, without[i].toArray(), expected, TOLERANCE * size);
            }
        }
        return "each of " + n + " outputs alone";
    }

    private String noDerivative() {
        int[] fixed = IntStream.range(0, sample.inputs().length)
                .filter(i -> !sample.gate().differentiable(i))
                .toArray();
        if (fixed.length == 0) {
            throw new Law.NotApplicable("every input has a derivative");
        }
        for (int i : fixed) {
            Tensor x = sample.inputs()[i];
            Tensor[] one = {Tensor.variable(x.value())};
            Tensor[] y = Tensor.applyAll(sample.gate(), sample.with(new int[] {i}, one));
            if (Arrays.stream(y).anyMatch(Tensor::requiresGrad)) {
                throw new Law.Broken("input " + i + " is not differentiable, but is on the tape");
            }
            Tensor tangent = Autodiff.jvp(sample.function(i), new Tensor[] {x}, new Tensor[] {Tensor.ones(x.shape())})
                    .tangent();
            if (Arrays.stream(tangent.toArray()).anyMatch(t -> t != 0)) {
                throw new Law.Broken("input " + i + " is not differentiable, but carries the tangent " + tangent);
            }
        }
        return fixed.length + " of " + sample.inputs().length + " inputs put nothing on the tape";
    }
}
