package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.autodiff.Gradients;
import org.autodiff.NoGrad;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Structure;
import org.autodiff.internal.differences.Differences;
import org.autodiff.internal.differences.Line;
import org.autodiff.internal.differences.Scale;
import org.autodiff.internal.differences.Slope;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * One operation by itself: its backward rule, given random gradients of the outputs, against differences of its way
 * forward. It accuses only where the function is smooth and the differences are certain: an operation that cannot be
 * judged is not guilty.
 */
final class OperationCheck {
    /** An input of at most so many elements is looked at element by element. */
    private static final int FEW = 24;

    /** Of a larger one, so many elements; and so many directions in which all move. */
    private static final int SAMPLED = 8;

    private static final int DIRECTIONS = 2;

    /** Of an operation on more numbers, one direction only. */
    private static final int LARGE = 100_000;

    /** A claim is refuted if it is off by more, relative to its size, beyond the error bar. */
    private static final double OFF = 1e-5;

    /** The error bar that a refutation allows for, in units of that of the differences. */
    private static final double BARS = 3;

    /** A derivative is as good as zero if the outputs changed by less, relative to them, when the input doubled. */
    private static final double UNSEEN = 1e-9;

    /** By how much an element is moved to see which outputs depend on it. */
    private static final double PROBE = 1.0 / 64;

    /** Below, numbers lose their digits: no step is in proportion to them. */
    private static final double TINY = 1e-290;

    /** By how much it is moved to see whether it is inside of the domain. */
    private static final double NEAR = 0x1p-20;

    /** So many outputs are tried for one whose own derivative is wrong: plain numbers say more than a weighted sum. */
    private static final int PLAIN = 4;

    /** How the outputs are computed; not by the gate alone where a part of what it does comes to it as an input. */
    interface Forward {
        NdArray[] outputs(NdArray[] inputs);
    }

    /**
     * A derivative of an operation that is wrong.
     *
     * @param input which input
     * @param element which element of it, in row-major order
     * @param output which output; -1 for a weighted sum of all
     * @param component which element of the output
     * @param shape of the output
     * @param claimed what the backward rule says
     * @param numeric what the differences say
     */
    record Finding(
            int input,
            int element,
            int output,
            int component,
            Shape shape,
            double claimed,
            double numeric,
            double errorBar) {
        double relativeError() {
            return Math.abs(claimed - numeric) / Math.max(Math.abs(claimed), Math.abs(numeric));
        }
    }

    private final Gate gate;
    private final NdArray[] inputs;
    private final Forward forward;
    private final NdArray[] outputs;
    private final double[][] upstream;

    /**
     * @param inputs at which to check
     * @param forward null for what the gate computes
     */
    OperationCheck(Gate gate, NdArray[] inputs, Forward forward, Rng rng) {
        this.gate = gate;
        this.inputs = inputs.clone();
        this.forward = forward != null ? forward : xs -> apply(constants(xs));
        outputs = this.forward.outputs(inputs);
        upstream = Arrays.stream(outputs).map(y -> weights(y, rng)).toArray(double[][]::new);
    }

    /** Zero for outputs that are not finite: nothing can be said of these. */
    private static double[] weights(NdArray y, Rng rng) {
        double[] w = Sampling.weights(y.shape(), rng);
        Arrays.setAll(w, i -> Double.isFinite(y.at(i)) ? w[i] : 0);
        return w;
    }

    private static Tensor[] constants(NdArray... xs) {
        return Arrays.stream(xs).map(Tensor::of).toArray(Tensor[]::new);
    }

    private NdArray[] apply(Tensor[] xs) {
        try (NoGrad scope = NoGrad.open()) {
            return Arrays.stream(Tensor.applyAll(gate, xs)).map(Tensor::value).toArray(NdArray[]::new);
        }
    }

    /**
     * The worst of the wrong derivatives with respect to one input.
     *
     * @param thorough whether to look at single elements of large inputs too, or at directions only
     */
    Optional<Finding> check(int input, boolean thorough, Rng rng) {
        int n = inputs[input].size();
        double[] claimed = n == 0 ? new double[0] : gradient(input, upstream);
        if (n == 0 || Arrays.stream(outputs).allMatch(y -> y.size() == 0)) {
            return Optional.empty();
        }
        List<Finding> findings = new ArrayList<>();
        int directions = n <= FEW ? 0 : n + flat(outputs).length <= LARGE ? DIRECTIONS : 1;
        for (int d = 0; d < directions && findings.isEmpty(); d++) {
            double[] signs = rng.uniform(Shape.of(n), -1, 1).toArray();
            int[] all = IntStream.range(0, n).toArray();
            if (isOff(input, all, signs, claimed)) {
                bisected(input, all, signs, claimed).ifPresent(findings::add);
            }
        }
        boolean elements = n <= FEW || (thorough && directions == DIRECTIONS && findings.isEmpty());
        for (int element : elements ? chosen(claimed, rng) : new int[0]) {
            refuted(input, element, claimed[element]).ifPresent(findings::add);
        }
        return findings.stream().max(Comparator.comparingDouble(Finding::relativeError));
    }

    private static int[] chosen(double[] claimed, Rng rng) {
        return claimed.length <= FEW
                ? IntStream.range(0, claimed.length).toArray()
                : Sampling.elements(claimed, SAMPLED, rng);
    }

    // ---- what is claimed

    /** The gradient of the outputs, weighted, with respect to one input. */
    private double[] gradient(int input, double[]... weights) {
        Tensor[] xs = constants(inputs);
        xs[input] = Tensor.variable(inputs[input]);
        Tensor[] ys = Tensor.applyAll(gate, xs);
        Gradients found = null;
        if (ys.length == 1) {
            found = ys[0].requiresGrad() ? ys[0].backwardFrom(Tensor.of(ys[0].shape(), weights[0]), xs[input]) : null;
        } else {
            Tensor sum = Tensor.of(0);
            for (int k = 0; k < ys.length; k++) {
                sum = sum.add(ys[k].mul(Tensor.of(ys[k].shape(), weights[k])).sum());
            }
            found = sum.requiresGrad() ? sum.backward(xs[input]) : null;
        }
        return found == null
                ? new double[inputs[input].size()]
                : found.ofOrZero(xs[input]).toArray();
    }

    // ---- one element

    private Optional<Finding> refuted(int input, int element, double claimed) {
        double x = inputs[input].at(element);
        if (!Double.isFinite(x) || (x != 0 && isTiny(x))) {
            return Optional.empty();
        }
        double[] direction = new double[inputs[input].size()];
        direction[element] = 1;
        double unit = unit(input, element);
        Scale scale = isTiny(x) ? Scale.direction(unit) : Scale.coordinate(x);
        Moved moved = new Moved(input, direction, unit);
        Slope slope = moved.slope(scale, claimed);
        if (!moved.refutes(slope, claimed, unit) || isConvention(input, element, claimed, slope)) {
            return Optional.empty();
        }
        for (int place : moved.places(PLAIN)) {
            double[][] one = moved.only(place);
            double own = gradient(input, one)[element];
            Moved alone = new Moved(input, direction, unit, one);
            Slope plain = alone.slope(scale, own);
            if (alone.refutes(plain, own, unit)) {
                int output = output(place);
                return Optional.of(new Finding(
                        input,
                        element,
                        output,
                        place - start(output),
                        outputs[output].shape(),
                        own,
                        plain.value(),
                        plain.errorBar()));
            }
        }
        return Optional.of(
                new Finding(input, element, -1, -1, Shape.scalar(), claimed, slope.value(), slope.errorBar()));
    }

    private static boolean isTiny(double x) {
        return Math.abs(x) < TINY;
    }

    private double unit(int input, int element) {
        double x = inputs[input].at(element);
        return isTiny(x) ? typical(input) : Math.abs(x);
    }

    /** The size of the elements of an input, for one that is zero itself. */
    private double typical(int input) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < inputs[input].size(); i++) {
            double x = inputs[input].at(i);
            if (!isTiny(x) && Double.isFinite(x)) {
                sum += Math.log(Math.abs(x));
                count++;
            }
        }
        return count == 0 ? 1 : Math.exp(sum / count);
    }

    /**
     * Whether a gate of symmetric matrices reads one triangle only: then the gradient of the pair is what counts, and
     * how it is dealt to the two is free.
     */
    private boolean isConvention(int input, int element, double claimed, Slope slope) {
        Shape shape = inputs[input].shape();
        if (gate.structure() != Structure.OPAQUE || shape.rank() < 2 || shape.dim(-1) != shape.dim(-2)) {
            return false;
        }
        int n = shape.dim(-1);
        int within = element % (n * n);
        int mirrored = element - within + within % n * n + within / n;
        if (mirrored == element || inputs[input].at(element) != inputs[input].at(mirrored)) {
            return false;
        }
        double[] other = new double[inputs[input].size()];
        other[mirrored] = 1;
        double unit = unit(input, element);
        Slope mirror = new Moved(input, other, unit).slope(Scale.direction(unit), Double.NaN);
        boolean oneTriangle = slope.kind() == Slope.Kind.CONSTANT || mirror.kind() == Slope.Kind.CONSTANT;
        double[] both = other.clone();
        both[element] = 1;
        double pair = claimed + gradient(input, upstream)[mirrored];
        Moved moved = new Moved(input, both, unit);
        return oneTriangle && !moved.refutes(moved.slope(Scale.direction(unit), pair), pair, unit);
    }

    // ---- many elements

    /** Each element moves in proportion to its size, so that none leaves its domain before the others. */
    private double[] direction(int input, int[] elements, double[] signs) {
        double typical = typical(input);
        double[] direction = new double[inputs[input].size()];
        for (int e : elements) {
            double x = inputs[input].at(e);
            boolean still = !Double.isFinite(x) || (x != 0 && isTiny(x));
            direction[e] = still ? 0 : Math.copySign(x == 0 ? typical : x, signs[e]);
        }
        return direction;
    }

    private boolean isOff(int input, int[] elements, double[] signs, double[] claimed) {
        double[] direction = direction(input, elements, signs);
        double sum = 0;
        for (int e : elements) {
            sum += direction[e] == 0 ? 0 : claimed[e] * direction[e];
        }
        Moved moved = new Moved(input, direction, 1);
        return moved.refutes(moved.slope(Scale.direction(1), sum), sum, 1);
    }

    /** Of a direction that is off, one element that is. */
    private Optional<Finding> bisected(int input, int[] elements, double[] signs, double[] claimed) {
        int[] some = elements;
        while (some.length > 1) {
            int[] left = Arrays.copyOf(some, some.length / 2);
            int[] right = Arrays.copyOfRange(some, some.length / 2, some.length);
            some = isOff(input, left, signs, claimed) ? left : right;
        }
        return refuted(input, some[0], claimed[some[0]]);
    }

    // ---- along a line

    private int start(int output) {
        int start = 0;
        for (int k = 0; k < output; k++) {
            start += outputs[k].size();
        }
        return start;
    }

    private int output(int place) {
        int k = 0;
        while (place >= start(k) + outputs[k].size()) {
            k++;
        }
        return k;
    }

    private static double[] flat(NdArray... arrays) {
        double[] all = new double[Arrays.stream(arrays).mapToInt(NdArray::size).sum()];
        int at = 0;
        for (NdArray array : arrays) {
            double[] some = array.toArray();
            System.arraycopy(some, 0, all, at, some.length);
            at += some.length;
        }
        return all;
    }

    /** The weighted outputs along a line: only of those that move, since the others bring nothing but rounding. */
    private final class Moved {
        private final int input;
        private final double[] direction;
        private final double[] weights;
        private final double[] before;
        private final int[] moving;
        private final double[] change;
        private final boolean inside;

        Moved(int input, double[] direction, double unit) {
            this(input, direction, unit, upstream);
        }

        Moved(int input, double[] direction, double unit, double[][] weights) {
            this.input = input;
            this.direction = direction;
            this.weights =
                    Arrays.stream(weights).flatMapToDouble(Arrays::stream).toArray();
            before = flat(outputs);
            double[][] probes = {values(PROBE * unit), values(-PROBE * unit), values(NEAR * unit), values(-NEAR * unit)
            };
            moving = IntStream.range(0, before.length)
                    .filter(i -> this.weights[i] != 0
                            && Arrays.stream(probes).anyMatch(y -> Double.compare(y[i], before[i]) != 0))
                    .toArray();
            inside = Double.isFinite(sum(probes[2])) && Double.isFinite(sum(probes[3]));
            change = new double[before.length];
            Arrays.setAll(change, i -> Math.abs(this.weights[i] * (probes[0][i] - probes[1][i])));
        }

        private double[] values(double t) {
            double[] x = inputs[input].toArray();
            for (int i = 0; i < x.length; i++) {
                x[i] += direction[i] == 0 ? 0 : t * direction[i];
            }
            NdArray[] xs = inputs.clone();
            xs[input] = NdArray.of(inputs[input].shape(), x);
            try {
                return flat(forward.outputs(xs));
            } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
                double[] outside = new double[before.length]; // of the gate's domain
                Arrays.fill(outside, Double.NaN);
                return outside;
            }
        }

        private double sum(double[] values) {
            double sum = 0;
            for (int i : moving) {
                sum += weights[i] * values[i];
            }
            return sum;
        }

        Slope slope(Scale scale, double expected) {
            Line line = t -> new double[] {sum(values(t))};
            return Differences.of(line, new double[] {sum(before)}, scale).slope(0, expected);
        }

        /** Whether a claim cannot be right. */
        boolean refutes(Slope slope, double claimed, double unit) {
            boolean certain = slope.kind() == Slope.Kind.SMOOTH || slope.kind() == Slope.Kind.CONSTANT;
            if (!certain || !inside || !Double.isFinite(slope.value())) {
                return false;
            }
            if (Double.isNaN(claimed)) {
                return slope.kind() == Slope.Kind.SMOOTH; // not (-1)^y, which is 1 for all large numbers y
            }
            double error = Math.abs(claimed - slope.value());
            double size = Math.max(Math.abs(claimed), Math.abs(slope.value()));
            double all = 0;
            for (int i = 0; i < before.length; i++) {
                all += Double.isFinite(before[i]) ? Math.abs(weights[i] * before[i]) : 0;
            }
            return size > TINY
                    && error > OFF * size + BARS * slope.errorBar()
                    && error * unit > Math.max(UNSEEN * all, TINY);
        }

        /** The outputs that move most. */
        int[] places(int most) {
            return Arrays.stream(moving)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -change[i]))
                    .limit(most)
                    .mapToInt(i -> i)
                    .toArray();
        }

        /** The gradient of the outputs of one element of them alone. */
        double[][] only(int place) {
            double[][] one = new double[outputs.length][];
            int output = output(place);
            for (int k = 0; k < one.length; k++) {
                one[k] = new double[outputs[k].size()];
            }
            one[output][place - start(output)] = 1;
            return one;
        }
    }
}
