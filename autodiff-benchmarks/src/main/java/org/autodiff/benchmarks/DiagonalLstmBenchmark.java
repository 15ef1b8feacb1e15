package org.autodiff.benchmarks;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.autodiff.Gradients;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The LSTM of ADBench and GradBench as an array program writes it: four layers on vectors of 14, whose gates are one
 * vector of 56 that is joined, scaled and cut; weights are rows, selected at each step. Beside {@link LstmBenchmark}
 * it shows joins, selections, and a tape of megabytes that no longer lies in the nearest caches when it is walked.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC", "-Xms1g", "-Xmn600m"})
@State(Scope.Thread)
public class DiagonalLstmBenchmark {
    private static final int LAYERS = 4;
    private static final int HIDDEN = 14;
    private static final int STEPS = 63;

    /** What the program calls; a selection is one. */
    private static final int OPERATIONS = STEPS * (18 * LAYERS + 15) + 1;

    private Tensor weights;
    private Tensor extra;
    private Tensor state;
    private Tensor[] sequence;

    /** Random weights, and a text of random bits. */
    @Setup
    public void fill() {
        Random random = new Random(1);
        weights = Tensor.variable(
                Shape.of(2 * LAYERS, 4 * HIDDEN),
                random.doubles(8 * LAYERS * HIDDEN).toArray());
        extra = Tensor.variable(Shape.of(3, HIDDEN), random.doubles(3 * HIDDEN).toArray());
        state = Tensor.of(
                Shape.of(2 * LAYERS, HIDDEN),
                random.doubles(2 * LAYERS * HIDDEN).toArray());
        sequence = new Tensor[STEPS + 1];
        Arrays.setAll(
                sequence,
                i -> Tensor.of(random.ints(HIDDEN, 0, 2).asDoubleStream().toArray()));
        Tensor loss = forward();
        double[] w = weights.toArray();
        double[] e = extra.toArray();
        Check.close("loss", loss.toArray(), new double[] {plain(w, e)}, 1e-12);
        Gradients gradients = loss.backward();
        double[] ofWeights = gradients.of(weights).toArray();
        for (int i = 0; i < w.length; i += 5) {
            double slope = Check.slope(moved -> plain(moved, e), w, i);
            Check.close("weight " + i, new double[] {ofWeights[i]}, new double[] {slope}, 1e-7);
        }
        double[] ofExtra = gradients.of(extra).toArray();
        for (int i = 0; i < e.length; i++) {
            double slope = Check.slope(moved -> plain(w, moved), e, i);
            Check.close("extra " + i, new double[] {ofExtra[i]}, new double[] {slope}, 1e-7);
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public Tensor forward() {
        Tensor[] s = state.unbind(0);
        Tensor total = Tensor.of(0);
        for (int t = 0; t < STEPS; t++) {
            Tensor x = sequence[t].mul(extra.select(0, 0));
            for (int l = 0; l < 2 * LAYERS; l += 2) {
                Tensor all = Tensor.concat(0, x, s[l], x, s[l])
                        .mul(weights.select(0, l))
                        .add(weights.select(0, l + 1));
                Tensor kept = s[l + 1].mul(quarter(all, 0).sigmoid());
                s[l + 1] =
                        kept.add(quarter(all, 1).sigmoid().mul(quarter(all, 3).tanh()));
                s[l] = quarter(all, 2).sigmoid().mul(s[l + 1].tanh());
                x = s[l];
            }
            Tensor y = x.mul(extra.select(0, 1)).add(extra.select(0, 2));
            Tensor logits = y.sub(y.exp().sum().add(2).log()); // the 2 is ADBench's
            total = total.add(sequence[t + 1].mul(logits).sum());
        }
        return total.div(-STEPS * HIDDEN);
    }

    private static Tensor quarter(Tensor x, int i) {
        return x.slice(0, i * HIDDEN, (i + 1) * HIDDEN);
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public Tensor forwardAndBackward() {
        return forward().backward().of(weights);
    }

    /** The same in plain Java. */
    private double plain(double[] w, double[] e) {
        double[] s = state.toArray();
        double total = 0;
        for (int t = 0; t < STEPS; t++) {
            double[] x = sequence[t].toArray();
            for (int i = 0; i < HIDDEN; i++) {
                x[i] *= e[i];
            }
            for (int l = 0; l < 2 * LAYERS; l += 2) {
                layer(s, l, w, x);
            }
            double[] gold = sequence[t + 1].toArray();
            double sum = 2;
            for (int i = 0; i < HIDDEN; i++) {
                x[i] = x[i] * e[HIDDEN + i] + e[2 * HIDDEN + i];
                sum += Math.exp(x[i]);
            }
            for (int i = 0; i < HIDDEN; i++) {
                total += gold[i] * (x[i] - Math.log(sum));
            }
        }
        return total / (-STEPS * HIDDEN);
    }

    /** Moves a layer's state on, and writes it over its input. */
    private static void layer(double[] s, int l, double[] w, double[] x) {
        for (int i = 0; i < HIDDEN; i++) {
            double h = s[l * HIDDEN + i];
            double[] arguments = new double[4];
            for (int k = 0; k < 4; k++) {
                int at = 4 * l * HIDDEN + k * HIDDEN + i;
                arguments[k] = (k % 2 == 0 ? x[i] : h) * w[at] + w[at + 4 * HIDDEN];
            }
            int cell = (l + 1) * HIDDEN + i;
            s[cell] = s[cell] * sigmoid(arguments[0]) + sigmoid(arguments[1]) * Math.tanh(arguments[3]);
            x[i] = sigmoid(arguments[2]) * Math.tanh(s[cell]);
            s[l * HIDDEN + i] = x[i];
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
