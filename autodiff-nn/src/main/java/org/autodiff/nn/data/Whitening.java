package org.autodiff.nn.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.Linalg;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.internal.StateCheck;

/**
 * Makes features uncorrelated, with variance 1 (Kessy, Lewin, Strimmer: Optimal whitening and decorrelation; The
 * American Statistician 72, 2018). With the singular value decomposition {@code u diag(s) v'} of the n centred samples,
 * the variance along column i of v is {@code s_i^2 / n}:
 *
 * <ul>
 *   <li>{@link #pca}: {@code (x - mean) v / sqrt(s^2 / n + epsilon)}: the coordinates along the principal directions,
 *       the largest variance first; of shape {@code (..., directions)};
 *   <li>{@link #zca}: the same, turned back by {@code v'}: of all whitenings the nearest to the samples themselves, so
 *       that images stay images; in their shape.
 * </ul>
 *
 * <p>Directions in which the training set does not vary, up to rounding ({@code s_i <= s_0 max(n, d) 2^-52}), are left
 * out. Features of different units should be standardised first: what is small beside the others would be left out. A
 * sample of any shape counts as one row of d numbers; the fit takes time {@code n d^2}, so it is not for large images.
 * With fewer samples than features, all is fitted to noise: give an epsilon, or keep few directions.
 */
public final class Whitening implements Transform {
    private static final int CHUNK = 4096;

    private enum Kind {
        PCA,
        ZCA
    }

    /**
     * What was fitted.
     *
     * @param mean in the shape of one sample
     * @param directions (k, d): orthonormal rows
     * @param deviation (k): what it divides by
     */
    private record Fitted(NdArray mean, NdArray directions, NdArray deviation) {
        Tensor rows() {
            return Tensor.of(directions);
        }
    }

    private final Kind kind;
    private final double epsilon;
    private final int most;
    private volatile Fitted fitted;

    private Whitening(Kind kind, double epsilon, int most) {
        this.kind = kind;
        this.epsilon = epsilon;
        this.most = most;
    }

    /** Coordinates along the principal directions, scaled to variance 1. */
    public static Whitening pca() {
        return new Whitening(Kind.PCA, 0, Integer.MAX_VALUE);
    }

    /** The whitened samples in the axes and the shape that they had. */
    public static Whitening zca() {
        return new Whitening(Kind.ZCA, 0, Integer.MAX_VALUE);
    }

    /** The same, not fitted, with a number added to the variances, so that small ones are not blown up; at least 0. */
    public Whitening epsilon(double added) {
        Check.notNegative("whitening: epsilon", added);
        return new Whitening(kind, added, most);
    }

    /** The same, not fitted, with only the directions of the largest variance: at most so many. */
    public Whitening directions(int atMost) {
        Check.atLeast("whitening: directions", atMost, 1);
        return new Whitening(kind, epsilon, atMost);
    }

    /**
     * Decomposes a training set.
     *
     * @throws IllegalArgumentException if there are no samples, a number is infinite or NaN, all samples are equal, or
     *     the sums are beyond the range of double
     */
    @Override
    public Whitening fit(NdArray features) {
        Fitting.requireSamples("whitening", features);
        Shape sample = features.shape().dropFirst(1);
        int n = features.shape().dim(0);
        int d = sample.size();
        Tensor x = Tensor.of(features.reshape(Shape.of(n, d)));
        Tensor mean = Fitting.mean(x);
        Fitting.requireInRange("whitening", mean.value());
        Linalg.Svd svd = Linalg.svd(triangular(x.sub(mean)));
        double[] s = svd.s().toArray();
        if (s.length == 0 || s[0] == 0) {
            throw new IllegalArgumentException("whitening: all " + n + " samples are equal: there is no variance");
        }
        double least = s[0] * Math.max(n, d) * Math.ulp(1.0);
        int rank = (int) Arrays.stream(s).filter(value -> value > least).count();
        int kept = Math.min(rank, most);
        double[] deviation = new double[kept];
        for (int i = 0; i < kept; i++) {
            double root = s[i] / Math.sqrt(n);
            deviation[i] = epsilon == 0 ? root : Math.sqrt(root * root + epsilon);
        }
        NdArray scale = NdArray.of(deviation);
        Fitting.requireInRange("whitening", scale);
        fitted = new Fitted(
                Fitting.kept(mean.value().reshape(sample)),
                upright(svd.vh().narrow(0, 0, kept).toArray(), kept, d),
                scale);
        return this;
    }

    @Override
    public Whitening fit(Dataset train) {
        return fit(train.features());
    }

    /** A small matrix with the same singular values and right vectors: R of the QR decomposition, chunk by chunk. */
    private static Tensor triangular(Tensor x) {
        int n = x.shape().dim(0);
        int d = x.shape().dim(1);
        int chunk = Math.max(CHUNK, d);
        if (n <= chunk) {
            return x;
        }
        Tensor r = x.narrow(0, 0, chunk);
        for (int at = chunk; at < n; at += chunk) {
            Tensor next = x.narrow(0, at, Math.min(chunk, n - at));
            r = Tensor.concat(0, Linalg.qr(r).r(), next);
        }
        return Linalg.qr(r).r();
    }

    /** Signs that do not depend on the algorithm: the largest number of each direction is positive. */
    private static NdArray upright(double[] rows, int k, int d) {
        for (int i = 0; i < k; i++) {
            int largest = i * d;
            for (int j = i * d; j < (i + 1) * d; j++) {
                largest = Math.abs(rows[j]) > Math.abs(rows[largest]) ? j : largest;
            }
            if (rows[largest] < 0) {
                for (int j = i * d; j < (i + 1) * d; j++) {
                    rows[j] = -rows[j];
                }
            }
        }
        return NdArray.of(Shape.of(k, d), rows);
    }

    /** The number of directions that were found and kept. */
    public int directions() {
        return fitted().deviation().size();
    }

    private Fitted fitted() {
        return Fitting.require("whitening", fitted);
    }

    @Override
    public Tensor apply(Tensor x) {
        Fitted f = fitted();
        Shape sample = f.mean().shape();
        Fitting.requireSample("whitening", sample, x);
        Shape lead = x.shape().dropLast(sample.rank());
        Tensor z = x.sub(Tensor.of(f.mean()))
                .reshape(Shape.of(lead.size(), sample.size()))
                .matmul(f.rows().transpose())
                .div(Tensor.of(f.deviation()));
        return kind == Kind.PCA
                ? z.reshape(lead.concat(Shape.of(f.deviation().size())))
                : z.matmul(f.rows()).reshape(x.shape());
    }

    /** The samples; what was left out of them is the mean. */
    @Override
    public Tensor invert(Tensor y) {
        Fitted f = fitted();
        Shape sample = f.mean().shape();
        int k = f.deviation().size();
        Shape given = kind == Kind.PCA ? Shape.of(k) : sample;
        Fitting.requireSample("whitening", given, y);
        Shape lead = y.shape().dropLast(given.rank());
        Tensor z = y.reshape(Shape.of(lead.size(), given.size()));
        if (kind == Kind.ZCA) {
            z = z.matmul(f.rows().transpose());
        }
        return z.mul(Tensor.of(f.deviation()))
                .matmul(f.rows())
                .reshape(lead.concat(sample))
                .add(Tensor.of(f.mean()));
    }

    @Override
    public Map<String, NdArray> state() {
        Fitted f = fitted();
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put("mean", f.mean());
        state.put("directions", f.directions());
        state.put("deviation", f.deviation());
        return state;
    }

    @Override
    public void load(Map<String, NdArray> state) {
        NdArray mean = state.get("mean");
        NdArray deviation = state.get("deviation");
        Shape sample = mean == null ? Shape.scalar() : mean.shape();
        int k = deviation == null || deviation.rank() != 1 ? 1 : deviation.size();
        Map<String, Shape> expected = new LinkedHashMap<>();
        expected.put("mean", sample);
        expected.put("directions", Shape.of(k, sample.size()));
        expected.put("deviation", Shape.of(k));
        StateCheck check = StateCheck.of("whitening", expected, state);
        for (String name : expected.keySet()) {
            if (check.has(name)) {
                double bad = Arrays.stream(state.get(name).toArray())
                        .filter(v -> !Double.isFinite(v) || (name.equals("deviation") && v <= 0))
                        .findFirst()
                        .orElse(1);
                if (bad != 1) {
                    check.refuse(
                            name, "has " + bad + ": must be finite" + (name.equals("deviation") ? " and above 0" : ""));
                }
            }
        }
        check.requireNothing();
        fitted = new Fitted(mean, state.get("directions"), deviation);
    }

    @Override
    public Whitening unfitted() {
        return new Whitening(kind, epsilon, most);
    }

    @Override
    public String toString() {
        Fitted f = fitted;
        return "Whitening[" + kind + ", "
                + (f == null
                        ? "not fitted"
                        : f.deviation().size() + " directions of " + f.mean().size()) + "]";
    }
}
