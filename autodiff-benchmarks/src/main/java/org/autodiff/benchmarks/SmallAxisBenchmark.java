package org.autodiff.benchmarks;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
 * Whether a user has to know how his vectors lie: microseconds for an operation on 4,096 of them, as rows and as
 * columns. The scores of the two layouts should be close.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC", "-Xms1g", "-Xmn600m"})
@State(Scope.Thread)
public class SmallAxisBenchmark {
    private static final int N = 4096;

    @Param
    public AxisWork work;

    @Param
    public Layout layout;

    private double[][][] vectors;
    private Tensor[] constants;
    private Tensor[] variables;
    private Tensor[] wanted;
    private Tensor upstream;

    /** Fresh vectors, with numbers that the branches of a processor cannot guess. */
    @Setup
    public void fill() {
        Random random = new Random(1);
        List<AxisWork.Operand> operands = work.operands;
        int count = operands.size();
        vectors = new double[N][count][];
        for (double[][] v : vectors) {
            for (int o = 0; o < count; o++) {
                v[o] = random.doubles(operands.get(o) == AxisWork.Operand.EACH ? work.k : 1, -2, 2)
                        .map(operands.get(o) == AxisWork.Operand.MASK ? x -> x > 0 ? 1 : 0 : x -> x)
                        .toArray();
            }
        }
        constants = new Tensor[count];
        variables = new Tensor[count];
        for (int o = 0; o < count; o++) {
            double[][] operand = new double[N][];
            for (int i = 0; i < N; i++) {
                operand[i] = vectors[i][o];
            }
            constants[o] = layout.of(operand);
            variables[o] = isMask(o) ? constants[o] : Tensor.variable(constants[o].value());
        }
        wanted = List.of(variables).stream().filter(Tensor::requiresGrad).toArray(Tensor[]::new);
        double[][] weights = new double[N][];
        for (int i = 0; i < N; i++) {
            weights[i] = random.doubles(work.plain(vectors[i]).length, -2, 2).toArray();
        }
        upstream = layout.of(weights);
        check(weights);
    }

    private boolean isMask(int operand) {
        return work.operands.get(operand) == AxisWork.Operand.MASK;
    }

    private void check(double[][] weights) {
        double[][] expected = new double[N][];
        for (int i = 0; i < N; i++) {
            expected[i] = work.plain(vectors[i]);
        }
        Check.close("value", value().toArray(), layout.of(expected).toArray(), 1e-12);
        Tensor[] gradients = gradient();
        for (int o = 0, w = 0; o < variables.length; o++) {
            if (isMask(o)) {
                continue;
            }
            double[][] slopes = new double[N][];
            for (int i = 0; i < N; i++) {
                slopes[i] = slopes(vectors[i], weights[i], o);
            }
            Check.close("gradient", gradients[w++].toArray(), layout.of(slopes).toArray(), 1e-6);
        }
    }

    private double[] slopes(double[][] v, double[] weights, int operand) {
        double[] slopes = new double[v[operand].length];
        for (int j = 0; j < slopes.length; j++) {
            slopes[j] = Check.slope(
                    changed -> {
                        double sum = 0;
                        double[] y = work.plain(v);
                        for (int r = 0; r < y.length; r++) {
                            sum += weights[r] * y[r];
                        }
                        return sum;
                    },
                    v[operand],
                    j);
        }
        return slopes;
    }

    /** Forward only, nothing recorded. */
    @Benchmark
    public Tensor value() {
        return work.of(constants, layout);
    }

    /** Forward, and the gradients of all operands but a mask. */
    @Benchmark
    public Tensor[] gradient() {
        var gradients = work.of(variables, layout).backwardFrom(upstream, wanted);
        Tensor[] g = new Tensor[wanted.length];
        for (int o = 0; o < g.length; o++) {
            g[o] = gradients.of(wanted[o]);
        }
        return g;
    }
}
