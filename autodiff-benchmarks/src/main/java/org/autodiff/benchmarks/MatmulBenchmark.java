package org.autodiff.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * Matrix products. {@code 64 * 784x64' 784x128} is a batch of 64, whose left factors lie in memory as 784 x 64 and are
 * used transposed.
 *
 * <p>The unit is nanoseconds a call. A product of m x k and k x n has {@code 2 m k n} floating-point operations, so
 * divide {@code 2 batch m k n} by the score to get GFLOP/s: at 256 x 256 x 256, 480,000 ns are 70.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC"})
@State(Scope.Thread)
public class MatmulBenchmark {

    @Param({
        "8x8 8x8",
        "16x16 16x16",
        "32x32 32x32",
        "64x64 64x64",
        "128x128 128x128",
        "256x256 256x256",
        "512x512 512x512",
        "1024x1024 1024x1024",
        "256x256' 256x256",
        "256x256 256x256'",
        "256x256' 256x256'",
        "64x784 784x128",
        "784x64' 784x128",
        "256x784 784x512",
        "512x4 4x512",
        "512x512 512x4",
        "4x512 512x512",
        "1x512 512x512",
        "512x512 512x1",
        "512x512' 512x1",
        "1x100000 100000x1",
        "64 * 16x64 64x16",
        "64 * 64x16 64x16'"
    })
    public String product;

    @Param("VECTOR")
    public KernelSet kernels;

    private Kernels set;
    private int batch;
    private int m;
    private int k;
    private int n;
    private boolean transposeA;
    private boolean transposeB;
    private double[] a;
    private double[] b;
    private double[] c;

    /** Reads the parameter. */
    @Setup
    public void parse() {
        Matcher text = Pattern.compile("(?:(\\d+) \\* )?(\\d+)x(\\d+)('?) (\\d+)x(\\d+)('?)")
                .matcher(product);
        if (!text.matches()) {
            throw new IllegalArgumentException("not a product: " + product);
        }
        batch = text.group(1) == null ? 1 : Integer.parseInt(text.group(1));
        int rowsA = Integer.parseInt(text.group(2));
        int columnsA = Integer.parseInt(text.group(3));
        transposeA = !text.group(4).isEmpty();
        int rowsB = Integer.parseInt(text.group(5));
        int columnsB = Integer.parseInt(text.group(6));
        transposeB = !text.group(7).isEmpty();
        m = transposeA ? columnsA : rowsA;
        k = transposeA ? rowsA : columnsA;
        n = transposeB ? rowsB : columnsB;
        if (k != (transposeB ? columnsB : rowsB)) {
            throw new IllegalArgumentException("inner dimensions differ: " + product);
        }
        Random random = new Random(1);
        a = random.doubles((long) batch * m * k, -1, 1).toArray();
        b = random.doubles((long) batch * k * n, -1, 1).toArray();
        c = new double[batch * m * n];
        set = kernels.get();
    }

    @Benchmark
    public double[] matmul() {
        for (int i = 0; i < batch; i++) {
            set.matmul(a, i * m * k, transposeA, b, i * k * n, transposeB, c, i * m * n, m, k, n);
        }
        return c;
    }
}
