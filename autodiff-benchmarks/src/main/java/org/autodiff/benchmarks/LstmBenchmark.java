package org.autodiff.benchmarks;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToDoubleFunction;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a gate costs on small vectors: nanoseconds a gate of 20 steps of an LSTM cell. Where the recurrent weights are a
 * diagonal, as in ADBench and GradBench, a step is bookkeeping and next to no arithmetic; where they are a matrix, a
 * step has a product of it too.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC", "-Xms1g", "-Xmn600m"})
@State(Scope.Thread)
public class LstmBenchmark {
    private static final int STEPS = 20;

    // What the program calls and the tape records: the splits of constants are not among it.
    private static final int DIAGONAL = 21 * STEPS + 3;
    private static final int SLICES = 29 * STEPS + 1;
    private static final int MATRIX = 13 * STEPS + 1;

    @Param({"14", "56"})
    public int hidden;

    private Tensor diagonal;
    private Tensor matrix;
    private Tensor bias;

    /** What a step adds to the arguments of the four gates of the cell: forget, input, output, change. */
    private Tensor[] inputs;

    /** Random weights and inputs. */
    @Setup
    public void fill() {
        Random random = new Random(1);
        diagonal = Tensor.variable(random.doubles(4 * hidden, -1, 1).toArray());
        matrix = Tensor.variable(
                Shape.of(hidden, 4 * hidden),
                random.doubles(4 * hidden * hidden, -0.5, 0.5).toArray());
        bias = Tensor.variable(random.doubles(4 * hidden, -1, 1).toArray());
        inputs = new Tensor[STEPS];
        Arrays.setAll(inputs, i -> Tensor.of(random.doubles(4 * hidden, -1, 1).toArray()));
        check(diagonalForward(), diagonal, LstmBenchmark::plainDiagonal);
        check(slicesForward(), diagonal, LstmBenchmark::plainDiagonal);
        check(matrixForward(), matrix, LstmBenchmark::plainMatrix);
    }

    /** A diagonal in four parts. */
    @Benchmark
    @OperationsPerInvocation(DIAGONAL)
    public Tensor diagonalForward() {
        Tensor[] weights = quarters(diagonal);
        Tensor[] biases = quarters(bias);
        Tensor[] state = start();
        for (Tensor in : inputs) {
            Tensor[] arguments = quarters(in);
            for (int i = 0; i < 4; i++) {
                arguments[i] = state[0].mul(weights[i]).add(biases[i]).add(arguments[i]);
            }
            step(state, arguments);
        }
        return state[0].sum();
    }

    /** The same, but each step slices the parts out of the whole anew: so it is written in ADBench and GradBench. */
    @Benchmark
    @OperationsPerInvocation(SLICES)
    public Tensor slicesForward() {
        Tensor[] state = start();
        for (Tensor in : inputs) {
            Tensor[] arguments = quarters(in);
            for (int i = 0; i < 4; i++) {
                Tensor product = state[0].mul(quarter(diagonal, i));
                arguments[i] = product.add(quarter(bias, i)).add(arguments[i]);
            }
            step(state, arguments);
        }
        return state[0].sum();
    }

    /** A matrix. */
    @Benchmark
    @OperationsPerInvocation(MATRIX)
    public Tensor matrixForward() {
        Tensor[] state = start();
        for (Tensor in : inputs) {
            Tensor arguments = state[0].matmul(matrix).add(bias).add(in);
            step(state, quarters(arguments));
        }
        return state[0].sum();
    }

    @Benchmark
    @OperationsPerInvocation(DIAGONAL)
    public Tensor diagonalForwardAndBackward() {
        return diagonalForward().backward().of(diagonal);
    }

    @Benchmark
    @OperationsPerInvocation(SLICES)
    public Tensor slicesForwardAndBackward() {
        return slicesForward().backward().of(diagonal);
    }

    @Benchmark
    @OperationsPerInvocation(MATRIX)
    public Tensor matrixForwardAndBackward() {
        return matrixForward().backward().of(matrix);
    }

    private Tensor[] start() {
        return new Tensor[] {Tensor.zeros(Shape.of(hidden)), Tensor.zeros(Shape.of(hidden))};
    }

    private Tensor[] quarters(Tensor x) {
        return x.split(0, hidden, hidden, hidden, hidden);
    }

    private Tensor quarter(Tensor x, int i) {
        return x.slice(0, i * hidden, (i + 1) * hidden);
    }

    /** From one hidden and cell state to the next. */
    private static void step(Tensor[] state, Tensor[] arguments) {
        Tensor kept = arguments[0].sigmoid().mul(state[1]);
        Tensor c = kept.add(arguments[1].sigmoid().mul(arguments[3].tanh()));
        state[0] = arguments[2].sigmoid().mul(c.tanh());
        state[1] = c;
    }

    // ---- the same in plain Java

    /** What a hidden state adds to the {@code i}-th argument of the gates. */
    private interface Product {
        double at(double[] h, double[] weights, int i);
    }

    private static double plainDiagonal(double[] h, double[] weights, int i) {
        return weights[i] * h[i % h.length];
    }

    private static double plainMatrix(double[] h, double[] weights, int i) {
        double sum = 0;
        for (int j = 0; j < h.length; j++) {
            sum += h[j] * weights[j * 4 * h.length + i];
        }
        return sum;
    }

    private void check(Tensor loss, Tensor weights, Product product) {
        double[] w = weights.toArray();
        double[] b = bias.toArray();
        Check.close("loss", loss.toArray(), new double[] {plain(product, w, b)}, 1e-12);
        Gradients gradients = loss.backward();
        checkSome("weights", gradients.of(weights), i -> Check.slope(moved -> plain(product, moved, b), w, i));
        checkSome("bias", gradients.of(bias), i -> Check.slope(moved -> plain(product, w, moved), b, i));
    }

    /** About a hundred of them: each difference takes two runs. */
    private static void checkSome(String what, Tensor gradient, IntToDoubleFunction slope) {
        double[] actual = gradient.toArray();
        for (int i = 0; i < actual.length; i += 1 + actual.length / 100) {
            Check.close(what + " " + i, new double[] {actual[i]}, new double[] {slope.applyAsDouble(i)}, 1e-7);
        }
    }

    private double plain(Product product, double[] weights, double[] biases) {
        double[] h = new double[hidden];
        double[] c = new double[hidden];
        for (Tensor input : inputs) {
            double[] arguments = input.toArray();
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] += product.at(h, weights, i) + biases[i];
            }
            for (int i = 0; i < hidden; i++) {
                double kept = sigmoid(arguments[i]) * c[i];
                c[i] = kept + sigmoid(arguments[hidden + i]) * Math.tanh(arguments[3 * hidden + i]);
                h[i] = sigmoid(arguments[2 * hidden + i]) * Math.tanh(c[i]);
            }
        }
        return Arrays.stream(h).sum();
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
