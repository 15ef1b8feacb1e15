package org.autodiff.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
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
 * A step of Adam: microseconds, and with {@code -prof gc} bytes. {@code plain} is the same by one loop over plain
 * arrays of numbers, which the JVM compiles with vector instructions.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC", "-Xms1g", "-Xmn600m"})
@State(Scope.Thread)
public class OptimizerBenchmark {
    private static final double RATE = 1e-3;

    /** How many parameters. */
    @Param({"2", "60"})
    public int parameters;

    /** The elements of each. */
    @Param({"16", "4096"})
    public int size;

    private Optimizer optimizer;
    private Gradients gradients;
    private double[][][] arrays; // of each parameter: value, gradient, mean, square
    private int steps;

    /** Random parameters, whose gradients are themselves. */
    @Setup
    public void fill() {
        Random random = new Random(1);
        Map<String, Parameter> named = new LinkedHashMap<>();
        Tensor loss = Tensor.of(0);
        arrays = new double[parameters][4][size];
        for (int k = 0; k < parameters; k++) {
            arrays[k][0] = random.doubles(size, -1, 1).toArray();
            arrays[k][1] = arrays[k][0].clone();
            Parameter p = Parameter.of("p" + k, NdArray.of(arrays[k][0]));
            named.put(p.name(), p);
            loss = loss.add(p.square().sum().mul(0.5));
        }
        optimizer = Optimizer.of(named, new Adam(), RATE);
        gradients = loss.backward();
        for (int i = 0; i < 5; i++) {
            adam();
            plain();
        }
        for (int k = 0; k < parameters; k++) {
            Check.close("adam", named.get("p" + k).toArray(), arrays[k][0], 1e-13);
        }
    }

    /** By the optimizer. */
    @Benchmark
    public long adam() {
        optimizer.step(gradients);
        return optimizer.steps();
    }

    /** By plain Java. */
    @Benchmark
    public double plain() {
        steps++;
        double correction1 = 1 - Math.pow(0.9, steps);
        double correction2 = 1 - Math.pow(0.999, steps);
        for (double[][] of : arrays) {
            step(of[0], of[1], of[2], of[3], correction1, correction2);
        }
        return arrays[0][0][0];
    }

    private static void step(double[] p, double[] g, double[] m, double[] v, double correction1, double correction2) {
        for (int i = 0; i < p.length; i++) {
            m[i] = 0.9 * m[i] + 0.1 * g[i];
            v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
            p[i] -= RATE * (m[i] / correction1) / (Math.sqrt(v[i] / correction2) + 1e-8);
        }
    }
}
