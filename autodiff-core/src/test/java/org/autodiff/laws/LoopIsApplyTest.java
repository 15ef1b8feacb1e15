package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Gate;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.loops.BinaryLoop;
import org.autodiff.internal.loops.UnaryLoop;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The loop of an elementwise gate gives what its function of one number gives, bit for bit: its own loop, if it has
 * one, and the one that its class gets from the engine.
 */
class LoopIsApplyTest {
    private static final int LONGEST = 70;
    private static final int INSTANCES = 12;

    /** What no function gives: it stands where a loop has nothing to write. */
    private static final double UNTOUCHED = 0x1.23456789abcdep77;

    private static final double[] AWKWARD = {
        0.0,
        -0.0,
        1,
        -1,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        0.5,
        -0.5,
        0.75,
        -0.75,
        2,
        -2,
        3,
        -3,
        1e-20,
        -1e-20,
        20,
        -20,
        710,
        -710,
        745.2,
        -745.2,
        1e6,
        1.1e6,
        -1e22,
        0x1p52,
        -0x1p52
    };

    @TestFactory
    Stream<DynamicTest> loopsGiveWhatApplyGives() {
        return Samples.all().stream()
                .filter(s -> UnaryElementwise.class.isAssignableFrom(s.type())
                        || BinaryElementwise.class.isAssignableFrom(s.type()))
                .map(s -> DynamicTest.dynamicTest(
                        s.type().getName(),
                        () -> LongStream.range(0, INSTANCES)
                                .mapToObj(seed -> s.draw().apply(new Draw(seed)).gate())
                                .distinct()
                                .forEach(gate -> assertEquals(Optional.empty(), difference(gate)))));
    }

    /** The law would say nothing of a gate that is not recognised as one with a loop. */
    @Test
    void manyGatesHaveALoopOfTheirOwn() {
        Function<Class<?>, Long> count = loop -> Samples.all().stream()
                .filter(s -> loop.isAssignableFrom(s.type()))
                .count();
        assertTrue(count.apply(UnaryLoop.class) > 20, "unary: " + count.apply(UnaryLoop.class));
        assertTrue(count.apply(BinaryLoop.class) > 5, "binary: " + count.apply(BinaryLoop.class));
    }

    @Test
    void wrongLoopsAreFound() {
        NoFunction none = new NoFunction(new AtomicInteger());
        for (Gate wrong :
                List.of(new WrongTail(), new TooLong(), new WrongZero(), new WrongStride(), new WrongPlace(), none)) {
            assertTrue(difference(wrong).isPresent(), wrong.name());
        }
    }

    // ---- the law

    /** Where a loop differs from the function of one number. */
    private static Optional<String> difference(Gate gate) {
        Random random = new Random(17);
        return IntStream.rangeClosed(0, LONGEST)
                .boxed()
                .flatMap(n -> gate instanceof UnaryElementwise unary
                        ? ofOne(unary, n, random)
                        : ofTwo((BinaryElementwise) gate, n, random))
                .map(where -> gate + ": " + where)
                .findFirst();
    }

    private static Stream<String> ofOne(UnaryElementwise gate, int n, Random random) {
        double[] x = numbers(n, random);
        double[] expected = Arrays.stream(x).map(gate::apply).toArray();
        double[] engine = Tensor.apply(gate, Tensor.of(x)).toArray();
        Stream<String> found = difference(n + " numbers, by the engine", expected, engine, i -> "" + x[i]);
        if (!(gate instanceof UnaryLoop loop)) {
            return found;
        }
        double[] own = new double[n + 2];
        Arrays.fill(own, UNTOUCHED);
        double[] around = Arrays.copyOf(expected, n + 2);
        Arrays.fill(around, n, n + 2, UNTOUCHED);
        loop.loop(x, own, n);
        return Stream.concat(found, difference(n + " numbers", around, own, i -> "" + at(x, i)));
    }

    private static Stream<String> ofTwo(BinaryElementwise gate, int n, Random random) {
        return IntStream.range(0, 4).boxed().flatMap(k -> {
            int as = k & 1;
            int bs = k >> 1;
            Stream<String> engine = as + bs == 0 ? Stream.empty() : byTheEngine(gate, as, bs, n, random);
            return gate instanceof BinaryLoop ? Stream.concat(engine, byItsOwnLoop(gate, as, bs, n, random)) : engine;
        });
    }

    private static Stream<String> byItsOwnLoop(BinaryElementwise gate, int as, int bs, int n, Random random) {
        int ao = 1;
        int bo = 2;
        int yo = 3;
        double[] a = numbers(ao + (as == 0 ? 1 : n), random);
        double[] b = numbers(bo + (bs == 0 ? 1 : n), random);
        double[] expected = new double[yo + n + 2];
        double[] y = new double[expected.length];
        Arrays.fill(expected, UNTOUCHED);
        Arrays.fill(y, UNTOUCHED);
        for (int i = 0; i < n; i++) {
            expected[yo + i] = gate.apply(a[ao + as * i], b[bo + bs * i]);
        }
        ((BinaryLoop) gate).loop(a, ao, as, b, bo, bs, y, yo, n);
        return difference(
                n + " pairs with strides " + as + " and " + bs,
                expected,
                y,
                i -> at(a, ao + as * (i - yo)) + ", " + at(b, bo + bs * (i - yo)));
    }

    /** Two runs, one after the other, where one of the two stands still; else a run that is twice as long. */
    private static Stream<String> byTheEngine(BinaryElementwise gate, int as, int bs, int n, Random random) {
        double[] a = numbers(as == 0 ? 2 : 2 * n, random);
        double[] b = numbers(bs == 0 ? 2 : 2 * n, random);
        IntUnaryOperator inA = i -> as == 0 ? i / n : i;
        IntUnaryOperator inB = i -> bs == 0 ? i / n : i;
        double[] expected = IntStream.range(0, 2 * n)
                .mapToDouble(i -> gate.apply(a[inA.applyAsInt(i)], b[inB.applyAsInt(i)]))
                .toArray();
        Tensor y = Tensor.apply(
                gate, Tensor.of(Shape.of(2, as == 0 ? 1 : n), a), Tensor.of(Shape.of(2, bs == 0 ? 1 : n), b));
        return difference(
                "2 x " + n + " pairs with strides " + as + " and " + bs + ", by the engine",
                expected,
                y.toArray(),
                i -> a[inA.applyAsInt(i)] + ", " + b[inB.applyAsInt(i)]);
    }

    private static Stream<String> difference(
            String loop, double[] expected, double[] y, Function<Integer, String> inputs) {
        return IntStream.range(0, expected.length)
                .filter(i -> Double.doubleToLongBits(expected[i]) != Double.doubleToLongBits(y[i])) // NaN equals NaN
                .mapToObj(i -> loop + " at " + inputs.apply(i) + ": expected " + expected[i] + ", got " + y[i]);
    }

    private static double at(double[] x, int i) {
        return i >= 0 && i < x.length ? x[i] : Double.NaN;
    }

    /** Awkward ones and random ones of all sizes, in a random order. */
    private static double[] numbers(int n, Random random) {
        return random.doubles(n)
                .map(choice -> choice < 0.3
                        ? AWKWARD[random.nextInt(AWKWARD.length)]
                        : choice < 0.8
                                ? random.nextGaussian() * Math.scalb(1.0, random.nextInt(5) - 1)
                                : Double.longBitsToDouble(random.nextLong()))
                .toArray();
    }

    // ---- planted faults

    private interface OfOne extends UnaryElementwise, UnaryLoop {
        @Override
        default double apply(double x) {
            return x + x;
        }

        @Override
        default void loop(double[] x, double[] y, int n) {
            for (int i = 0; i < n; i++) {
                y[i] = apply(x[i]);
            }
        }

        @Override
        default Tensor derivative(Tensor x, Tensor y) {
            return Tensor.of(2);
        }
    }

    private record WrongTail() implements OfOne {
        @Override
        public void loop(double[] x, double[] y, int n) {
            OfOne.super.loop(x, y, n % 4 == 3 ? n - 1 : n);
        }
    }

    private record TooLong() implements OfOne {
        @Override
        public void loop(double[] x, double[] y, int n) {
            OfOne.super.loop(x, y, n);
            if (y.length > n) {
                y[n] = 0;
            }
        }
    }

    private record WrongZero() implements OfOne {
        @Override
        public void loop(double[] x, double[] y, int n) {
            OfOne.super.loop(x, y, n);
            for (int i = 0; i < n; i++) {
                y[i] = y[i] == 0 ? 0.0 : y[i];
            }
        }
    }

    /** In the engine's loop it gives other numbers than before. */
    private record NoFunction(AtomicInteger calls) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x + calls.getAndIncrement();
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.of(1);
        }
    }

    private interface OfTwo extends BinaryElementwise, BinaryLoop {
        @Override
        default double apply(double a, double b) {
            return a - b;
        }

        @Override
        default void loop(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = apply(a[ao + as * i], b[bo + bs * i]);
            }
        }

        @Override
        default Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(1);
        }

        @Override
        default Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(-1);
        }
    }

    private record WrongStride() implements OfTwo {
        @Override
        public void loop(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            OfTwo.super.loop(a, ao, as, b, bo, as == 1 ? 0 : bs, y, yo, n);
        }
    }

    private record WrongPlace() implements OfTwo {
        @Override
        public void loop(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            OfTwo.super.loop(a, ao, as, b, 0, bs, y, yo, n);
        }
    }
}
