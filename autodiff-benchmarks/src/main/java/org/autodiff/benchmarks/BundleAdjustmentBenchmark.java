package org.autodiff.benchmarks;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.autodiff.Gradients;
import org.autodiff.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The residuals of bundle adjustment, 4,096 observations at once, written over rows and over columns: microseconds a
 * call. A camera turns a point (Rodrigues), projects it and distorts it radially; a residual is how far from the
 * feature it falls. The formula is that of the benchmark BA in ADBench and GradBench.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC", "-Xms1g", "-Xmn600m"})
@State(Scope.Thread)
public class BundleAdjustmentBenchmark {
    private static final int N = 4096;

    /** Rotation, centre, focal length, principal point, radial distortion, point, weight. */
    private static final int[] SIZES = {3, 3, 1, 2, 2, 3, 1};

    private static final int ALL = Arrays.stream(SIZES).sum();

    @Param
    public Layout layout;

    private Tensor[] variables;
    private Tensor feature;

    /** A point in front of each camera. */
    @Setup
    public void fill() {
        Random random = new Random(1);
        double[][] parameters = new double[N][];
        double[][] features = new double[N][];
        for (int i = 0; i < N; i++) {
            parameters[i] = random.doubles(ALL, -0.5, 0.5).toArray();
            parameters[i][6] += 2; // the focal length
            parameters[i][13] += 4; // the depth of the point
            features[i] = random.doubles(2, -1, 1).toArray();
            if (i % 16 == 0) {
                Arrays.fill(parameters[i], 0, 3, 0); // a camera that does not turn
            }
        }
        variables = new Tensor[SIZES.length];
        for (int b = 0; b < SIZES.length; b++) {
            variables[b] = Tensor.variable(block(parameters, b).value());
        }
        feature = layout.of(features);
        check(parameters, features);
    }

    private Tensor block(double[][] numbers, int b) {
        int from = Arrays.stream(SIZES, 0, b).sum();
        double[][] block = Arrays.stream(numbers)
                .map(row -> Arrays.copyOfRange(row, from, from + SIZES[b]))
                .toArray(double[][]::new);
        return layout.of(block);
    }

    private void check(double[][] parameters, double[][] features) {
        double[][] expected = new double[N][];
        double[][] slopes = new double[N][ALL];
        for (int i = 0; i < N; i++) {
            double[] feature = features[i];
            expected[i] = plain(parameters[i], feature);
            for (int j = 0; j < ALL; j++) {
                slopes[i][j] = Check.slope(p -> halfSquare(plain(p, feature)), parameters[i], j);
            }
        }
        Check.close("residuals", residuals().toArray(), layout.of(expected).toArray(), 1e-12);
        Tensor[] gradients = gradient();
        for (int b = 0; b < SIZES.length; b++) {
            Check.close("gradient", gradients[b].toArray(), block(slopes, b).toArray(), 1e-7);
        }
    }

    /** Forward, recorded. */
    @Benchmark
    public Tensor residuals() {
        Tensor x = turn(variables[0], variables[5].sub(variables[1]));
        Tensor p = part(x, 0, 2).div(part(x, 2, 3));
        Tensor squared = sum(p.square());
        Tensor radial = variables[4];
        Tensor bend = squared.mul(part(radial, 0, 1))
                .add(squared.square().mul(part(radial, 1, 2)))
                .add(1);
        Tensor seen = p.mul(bend).mul(variables[2]).add(variables[3]);
        return variables[6].mul(seen.sub(feature));
    }

    /** Forward, and the gradient of half the sum of squares with respect to everything but the features. */
    @Benchmark
    public Tensor[] gradient() {
        Gradients gradients = residuals().square().sum().mul(0.5).backward();
        return Arrays.stream(variables).map(gradients::of).toArray(Tensor[]::new);
    }

    private Tensor turn(Tensor rotation, Tensor x) {
        Tensor squared = sum(rotation.square());
        Tensor turns = squared.greater(0);
        Tensor theta = Tensor.where(turns, squared, Tensor.of(1)).sqrt();
        Tensor axis = rotation.div(theta);
        Tensor cos = theta.cos();
        Tensor along = sum(axis.mul(x)).mul(cos.neg().add(1));
        Tensor turned = x.mul(cos).add(layout.cross(axis, x).mul(theta.sin())).add(axis.mul(along));
        return Tensor.where(turns, turned, x.add(layout.cross(rotation, x)));
    }

    private Tensor sum(Tensor x) {
        return x.sum(true, layout.axis);
    }

    private Tensor part(Tensor x, int from, int to) {
        return x.slice(layout.axis, from, to);
    }

    // ---- the same in plain Java, for one observation

    private static double[] plain(double[] p, double[] feature) {
        double[] x = plainTurn(Arrays.copyOf(p, 3), new double[] {p[11] - p[3], p[12] - p[4], p[13] - p[5]});
        double u = x[0] / x[2];
        double v = x[1] / x[2];
        double squared = u * u + v * v;
        double bend = 1 + squared * p[9] + squared * squared * p[10];
        return new double[] {
            p[14] * (u * bend * p[6] + p[7] - feature[0]), p[14] * (v * bend * p[6] + p[8] - feature[1])
        };
    }

    private static double[] plainTurn(double[] rotation, double[] x) {
        double theta = Math.sqrt(plainDot(rotation, rotation));
        double[] w = theta > 0 ? Arrays.stream(rotation).map(r -> r / theta).toArray() : rotation;
        double cos = Math.cos(theta);
        double along = plainDot(w, x) * (1 - cos);
        double[] turned = new double[3];
        for (int i = 0; i < 3; i++) {
            int j = (i + 1) % 3;
            int k = (i + 2) % 3;
            double cross = w[j] * x[k] - w[k] * x[j];
            turned[i] = theta > 0 ? x[i] * cos + cross * Math.sin(theta) + w[i] * along : x[i] + cross;
        }
        return turned;
    }

    private static double plainDot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static double halfSquare(double[] r) {
        return (r[0] * r[0] + r[1] * r[1]) / 2;
    }
}
