package org.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/**
 * The bit-for-bit law: what {@link ScalarKernels} gives, {@link VectorKernels} gives, whatever the length, the offset,
 * the strides and the numbers, and however often it ran before. Skipped where the Vector API is not there.
 */
@AddLifecycleHook(SameBitsPropertyTest.NeedsTheModule.class)
class SameBitsPropertyTest {

    private final Kernels scalar = Kernels.scalar();

    private static Kernels vector() {
        return KernelProvider.vector().orElseThrow();
    }

    /**
     * An assumption inside of a property counts as a rejected sample, so jqwik skips the whole class in its own way.
     */
    static final class NeedsTheModule implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            return KernelProvider.vector().isPresent()
                    ? SkipResult.doNotSkip()
                    : SkipResult.skip("needs --add-modules jdk.incubator.vector");
        }
    }

    /** Awkward numbers, moderate ones, and any bits at all. */
    @Provide
    Arbitrary<double[]> numbers() {
        Arbitrary<Double> number = Arbitraries.frequencyOf(
                Tuple.of(
                        2,
                        Arbitraries.integers()
                                .between(0, Operations.AWKWARD.length - 1)
                                .map(i -> Operations.AWKWARD[i])),
                Tuple.of(3, Arbitraries.randomValue(random -> 3 * random.nextGaussian())),
                Tuple.of(1, Arbitraries.randomValue(random -> 1000 * random.nextGaussian())),
                Tuple.of(1, Arbitraries.longs().map(Double::longBitsToDouble)));
        return number.array(double[].class).ofMinSize(0).ofMaxSize(70);
    }

    private static void assertSameBits(double[] expected, double[] actual, String what) {
        for (int i = 0; i < expected.length; i++) {
            // doubleToLongBits has one NaN only, and tells the zeros apart.
            if (Double.doubleToLongBits(expected[i]) != Double.doubleToLongBits(actual[i])) {
                assertEquals(Double.toHexString(expected[i]), Double.toHexString(actual[i]), what + " at " + i);
            }
        }
    }

    @Property(tries = 300)
    void elementwise(@ForAll("numbers") double[] x) {
        Kernels vector = vector();
        Operations.ELEMENTWISE.forEach((name, operation) -> {
            double[] expected = new double[x.length + 1];
            double[] actual = new double[x.length + 1];
            expected[x.length] = actual[x.length] = 42; // must not be touched
            operation.apply(scalar, x, expected, x.length);
            operation.apply(vector, x, actual, x.length);
            assertSameBits(expected, actual, name);
            double[] inPlace = x.clone();
            operation.apply(vector, inPlace, inPlace, x.length);
            assertSameBits(Arrays.copyOf(expected, x.length), inPlace, name + " in place");
        });
    }

    /**
     * A number that needs a rare path takes its whole chunk along, so that among arbitrary numbers vectors are seldom
     * at work: here are positive ones, and those of both signs, that no function refuses; several chunks and a tail.
     */
    @Property(tries = 100)
    void ordinaryNumbers(@ForAll Random random, @ForAll @IntRange(max = 1000) int n, @ForAll boolean near1) {
        double[] positive = new double[n];
        double[] signed = new double[n];
        for (int i = 0; i < n; i++) {
            positive[i] = near1
                    ? 1 + (random.nextDouble() - 0.5) * Math.pow(2, -random.nextInt(53))
                    : Math.pow(2, 19 - random.nextInt(1000) * random.nextDouble());
            signed[i] = (random.nextBoolean() ? 1 : -1) * (near1 ? 50 * random.nextDouble() : positive[i]);
        }
        Kernels vector = vector();
        Operations.ELEMENTWISE.forEach((name, operation) -> {
            for (double[] x : new double[][] {positive, signed}) {
                double[] expected = new double[n];
                double[] actual = new double[n];
                operation.apply(scalar, x, expected, n);
                operation.apply(vector, x, actual, n);
                assertSameBits(expected, actual, name);
            }
        });
        double[] expected = new double[n];
        double[] actual = new double[n];
        for (double[] a : new double[][] {positive, signed}) {
            scalar.powers(a, 0, 1, signed, 0, 1, expected, 0, n);
            vector.powers(a, 0, 1, signed, 0, 1, actual, 0, n);
            assertSameBits(expected, actual, "powers");
        }
    }

    @Property(tries = 300)
    void runs(
            @ForAll("numbers") double[] a,
            @ForAll("numbers") double[] b,
            @ForAll @IntRange(max = 1) int as,
            @ForAll @IntRange(max = 1) int bs,
            @ForAll @IntRange(max = 9) int ao,
            @ForAll @IntRange(max = 9) int bo) {
        Kernels vector = vector();
        double[] left = padded(a, ao);
        double[] right = padded(b, bo);
        int n = Math.min(a.length, b.length);
        Operations.RUNS.forEach((name, operation) -> {
            double[] expected = new double[n + 5];
            double[] actual = new double[n + 5];
            operation.apply(scalar, left, ao, as, right, bo, bs, expected, 3, n);
            operation.apply(vector, left, ao, as, right, bo, bs, actual, 3, n);
            assertSameBits(expected, actual, name);
            if (as == 1) {
                double[] inPlace = left.clone();
                operation.apply(vector, inPlace, ao, as, right, bo, bs, inPlace, ao, n);
                assertSameBits(
                        Arrays.copyOfRange(expected, 3, 3 + n),
                        Arrays.copyOfRange(inPlace, ao, ao + n),
                        name + " in place");
            }
        });
    }

    @Property(tries = 300)
    void select(
            @ForAll("numbers") double[] m,
            @ForAll("numbers") double[] a,
            @ForAll("numbers") double[] b,
            @ForAll @IntRange(max = 7) int strides) {
        int n = Math.min(m.length, Math.min(a.length, b.length));
        int ms = strides & 1;
        int as = strides >> 1 & 1;
        int bs = strides >> 2;
        double[] mask = padded(m, 1);
        double[] left = padded(a, 2);
        double[] right = padded(b, 3);
        double[] expected = new double[n + 5];
        double[] actual = new double[n + 5];
        scalar.select(mask, 1, ms, left, 2, as, right, 3, bs, expected, 4, n);
        vector().select(mask, 1, ms, left, 2, as, right, 3, bs, actual, 4, n);
        assertSameBits(expected, actual, "select");
    }

    private static double[] padded(double[] x, int offset) {
        double[] y = new double[x.length + offset + 1]; // one more, so that stride 0 has a value to read
        System.arraycopy(x, 0, y, offset, x.length);
        return y;
    }

    @Property(tries = 300)
    void reductions(
            @ForAll("numbers") double[] x, @ForAll("numbers") double[] z, @ForAll @IntRange(max = 9) int offset) {
        Kernels vector = vector();
        double[] a = padded(x, offset);
        double[] b = padded(z, offset);
        int n = Math.min(x.length, z.length);
        assertBits(scalar.sum(a, offset, n), vector.sum(a, offset, n), "sum");
        assertBits(scalar.dot(a, offset, b, offset, n), vector.dot(a, offset, b, offset, n), "dot");
        if (n > 0) {
            assertBits(scalar.max(a, offset, n), vector.max(a, offset, n), "max");
            assertBits(scalar.min(a, offset, n), vector.min(a, offset, n), "min");
        }
    }

    @Property(tries = 100)
    void longReductions(@ForAll Random random, @ForAll @IntRange(min = 900, max = 20_000) int n) {
        double[] a = random.doubles(n + 3, -1, 1).toArray();
        double[] b = random.doubles(n + 5, -1, 1).toArray();
        Kernels vector = vector();
        assertBits(scalar.sum(a, 3, n), vector.sum(a, 3, n), "sum");
        assertBits(scalar.dot(a, 3, b, 5, n), vector.dot(a, 3, b, 5, n), "dot");
        assertBits(scalar.max(a, 3, n), vector.max(a, 3, n), "max");
        assertBits(scalar.min(a, 3, n), vector.min(a, 3, n), "min");
    }

    /** However short the rows: each gives what it gives alone. */
    @Property(tries = 300)
    void reductionsOfRows(@ForAll("numbers") double[] x, @ForAll @IntRange(min = 1, max = 20) int length) {
        int rows = x.length / length;
        int first = Math.min(1, rows);
        for (Kernels kernels : new Kernels[] {scalar, vector()}) {
            double[] sums = new double[rows];
            double[] maxima = new double[rows];
            double[] minima = new double[rows];
            kernels.sums(x, sums, first, rows, length);
            kernels.maxima(x, maxima, first, rows, length);
            kernels.minima(x, minima, first, rows, length);
            for (int row = first; row < rows; row++) {
                assertBits(scalar.sum(x, row * length, length), sums[row], "sum of row " + row);
                assertBits(scalar.max(x, row * length, length), maxima[row], "max of row " + row);
                assertBits(scalar.min(x, row * length, length), minima[row], "min of row " + row);
            }
        }
    }

    private static void assertBits(double expected, double actual, String what) {
        assertSameBits(new double[] {expected}, new double[] {actual}, what);
    }

    /**
     * The first call is interpreted, the last ones are compiled by C2 (1,000 calls with some twenty vectors each are
     * enough); all must agree. The Vector API's own exp fails this.
     */
    @Example
    void coldAndHot() {
        Kernels vector = vector();
        double[] x = new double[Operations.AWKWARD.length + 256];
        System.arraycopy(Operations.AWKWARD, 0, x, 0, Operations.AWKWARD.length);
        Random random = new Random(1);
        for (int i = Operations.AWKWARD.length; i < x.length; i++) {
            x[i] = 5 * random.nextGaussian();
        }
        // Vectors with an awkward number take another way than those without: both must get hot.
        double[] tame = Arrays.copyOfRange(x, Operations.AWKWARD.length, x.length);
        double[] positive = Arrays.stream(tame).map(Math::abs).toArray();
        for (double[] in : new double[][] {x, tame, positive}) {
            int n = in.length - 3; // with a tail
            Operations.ELEMENTWISE.forEach((name, operation) -> {
                double[] first = new double[in.length];
                operation.apply(vector, in, first, n);
                double[] y = new double[in.length];
                int times = 1_000;
                for (int i = 0; i < times; i++) {
                    operation.apply(vector, in, y, n);
                    operation.apply(scalar, in, y, i % 2); // keeps this call site as mixed as in a program
                }
                operation.apply(vector, in, y, n);
                assertSameBits(first, y, name + ", vector, hot");
                for (int i = 0; i < times / 3; i++) {
                    operation.apply(scalar, in, y, n);
                }
                assertSameBits(first, y, name + ", scalar, hot");
            });
            double sum = vector.sum(in, 1, n);
            double dot = vector.dot(in, 1, in, 0, n);
            for (int i = 0; i < 10_000; i++) {
                assertBits(sum, vector.sum(in, 1, n), "sum, hot");
                assertBits(dot, vector.dot(in, 1, in, 0, n), "dot, hot");
            }
            assertBits(sum, scalar.sum(in, 1, n), "sum");
            assertBits(dot, scalar.dot(in, 1, in, 0, n), "dot");
        }
    }
}
