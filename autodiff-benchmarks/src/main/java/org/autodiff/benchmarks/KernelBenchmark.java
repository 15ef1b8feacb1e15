package org.autodiff.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.autodiff.internal.kernel.Kernels;
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
 * Microseconds a call, for arrays that stay in the first-level cache (1,000 numbers) and that do not (100,000). One
 * kernel alone: {@code KernelBenchmark -p kernel=EXP,SIN -p n=1000}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC"})
@State(Scope.Thread)
public class KernelBenchmark {

    /** One line for each kernel of {@link Kernels} but the matrix product, which has {@link MatmulBenchmark}. */
    public enum Kernel {
        NEG((k, x, z, y, n) -> k.neg(x, y, n)),
        ABS((k, x, z, y, n) -> k.abs(x, y, n)),
        SIGN((k, x, z, y, n) -> k.sign(x, y, n)),
        SQUARE((k, x, z, y, n) -> k.square(x, y, n)),
        SQRT((k, x, z, y, n) -> k.sqrt(x, y, n)),
        RECIPROCAL((k, x, z, y, n) -> k.reciprocal(x, y, n)),
        EXP((k, x, z, y, n) -> k.exp(x, y, n)),
        LOG((k, x, z, y, n) -> k.log(x, y, n)),
        SIN((k, x, z, y, n) -> k.sin(x, y, n)),
        COS((k, x, z, y, n) -> k.cos(x, y, n)),
        TANH((k, x, z, y, n) -> k.tanh(x, y, n)),
        SIGMOID((k, x, z, y, n) -> k.sigmoid(x, y, n)),
        RELU((k, x, z, y, n) -> k.relu(x, y, n)),
        HEAVISIDE((k, x, z, y, n) -> k.heaviside(x, y, n)),
        POW_3((k, x, z, y, n) -> k.pow(x, 3, y, n)),
        POW_1_5((k, x, z, y, n) -> k.pow(x, 1.5, y, n)),
        ADD((k, x, z, y, n) -> k.add(x, 0, 1, z, 0, 1, y, 0, n)),
        ADD_ONE_NUMBER((k, x, z, y, n) -> k.add(x, 0, 1, z, 0, 0, y, 0, n)),
        SUB((k, x, z, y, n) -> k.sub(x, 0, 1, z, 0, 1, y, 0, n)),
        MUL((k, x, z, y, n) -> k.mul(x, 0, 1, z, 0, 1, y, 0, n)),
        DIV((k, x, z, y, n) -> k.div(x, 0, 1, z, 0, 1, y, 0, n)),
        CHAIN((k, x, z, y, n) -> k.chain(x, 0, 1, z, 0, 1, y, 0, n)),
        GREATER((k, x, z, y, n) -> k.greater(x, 0, 1, z, 0, 1, y, 0, n)),
        GREATER_EQUAL((k, x, z, y, n) -> k.greaterEqual(x, 0, 1, z, 0, 1, y, 0, n)),
        LESS((k, x, z, y, n) -> k.less(x, 0, 1, z, 0, 1, y, 0, n)),
        LESS_EQUAL((k, x, z, y, n) -> k.lessEqual(x, 0, 1, z, 0, 1, y, 0, n)),
        EQUAL((k, x, z, y, n) -> k.equal(x, 0, 1, z, 0, 1, y, 0, n)),
        NOT_EQUAL((k, x, z, y, n) -> k.notEqual(x, 0, 1, z, 0, 1, y, 0, n)),
        SELECT((k, x, z, y, n) -> k.select(x, 0, 1, x, 0, 1, z, 0, 1, y, 0, n)),
        SUM((k, x, z, y, n) -> y[0] = k.sum(x, 0, n)),
        MAX((k, x, z, y, n) -> y[0] = k.max(x, 0, n)),
        DOT((k, x, z, y, n) -> y[0] = k.dot(x, 0, z, 0, n));

        private final Call call;

        Kernel(Call call) {
            this.call = call;
        }
    }

    /** A kernel of at most two inputs. */
    @FunctionalInterface
    private interface Call {
        void apply(Kernels k, double[] x, double[] z, double[] y, int n);
    }

    @Param
    public Kernel kernel;

    @Param({"1000", "100000"})
    public int n;

    @Param
    public KernelSet kernels;

    private Kernels set;
    private Call call;
    private double[] x;
    private double[] z;
    private double[] y;

    /** Fresh signs and sizes, as data has them: a branch that the processor can guess would be too cheap. */
    @Setup
    public void fill() {
        Random random = new Random(1);
        x = random.doubles(n, -3, 3).toArray();
        z = random.doubles(n, -3, 3).toArray();
        y = new double[n];
        if (kernel == Kernel.LOG || kernel == Kernel.SQRT || kernel == Kernel.POW_1_5) {
            for (int i = 0; i < n; i++) {
                x[i] = Math.abs(x[i]);
            }
        }
        set = kernels.get();
        call = kernel.call;
    }

    @Benchmark
    public double[] run() {
        call.apply(set, x, z, y, n);
        return y;
    }
}
