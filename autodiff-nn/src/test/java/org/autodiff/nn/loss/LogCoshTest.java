package org.autodiff.nn.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** log(cosh(d)), its derivative tanh(d) and the second one 1 / cosh(d)^2, by mpmath with 40 digits. */
class LogCoshTest {
    private static Tensor loss(Tensor d) {
        return new LogCosh().apply(d, Tensor.of(0));
    }

    private static void close(double expected, double got) {
        assertEquals(expected, got, Math.abs(expected) * 4e-16);
    }

    @ParameterizedTest
    @CsvSource({
        "1e-10, 5.0000000000000003643e-21, 1.0000000000000000364e-10, 1",
        "-1e-5, 4.9999999999166674847e-11, -9.9999999996666674847e-6, 0.99999999990000000001",
        "0.3, 0.0443407699259403138, 0.29131261245159089566, 0.91513696182662920906",
        "-0.999999, 0.43378006888908119664, -0.76159373598110341191, 0.41997498131434535024",
        "1, 0.43378083048302718703, 0.76159415595576488812, 0.41997434161402606939",
        "1.0000001, 0.43378090664244492694, 0.76159419795319587554, 0.41997427764402829526",
        "-2.5, 1.8135681679291727592, -0.98661429815143028888, 0.026592226683160619656",
        "20, 19.306852819440054695, 1, 1.6993417021166355837e-17",
        "-400, 399.30685281944005469, -1, 0",
        "1e6, 999999.30685281944005, 1, 0",
        "1e308, 1e308, 1, 0"
    })
    void hasAllDigits(double d, double value, double slope, double curvature) {
        Tensor x = Tensor.variable(d);
        close(value, loss(x).item());
        close(slope, loss(x).backward().of(x).item());
        double second = Autodiff.grad(Autodiff.grad(LogCoshTest::loss)).apply(x).item();
        assertEquals(curvature, second, Math.abs(curvature) * 1e-14 + 1e-300);
    }

    @Test
    void atZeroItIsAParabola() {
        Tensor zero = Tensor.variable(0);
        assertEquals(0, loss(zero).item());
        assertEquals(0, loss(zero).backward().of(zero).item());
        assertEquals(
                1, Autodiff.grad(Autodiff.grad(LogCoshTest::loss)).apply(zero).item());
    }

    @Test
    void infiniteErrorsAndNan() {
        double inf = Double.POSITIVE_INFINITY;
        Tensor x = Tensor.variable(inf, -inf, Double.NaN);
        Tensor each = new LogCosh(Reduction.NONE).apply(x, Tensor.of(0, 0, 0));
        assertArrayEquals(new double[] {inf, inf, Double.NaN}, each.toArray());
        assertArrayEquals(
                new double[] {1, -1, Double.NaN}, each.sum().backward().of(x).toArray());
    }

    @Test
    void reductions() {
        Tensor x = Tensor.of(1, -1, 1, -1);
        Tensor zero = Tensor.of(0, 0, 0, 0);
        double one = 0.43378083048302718703;
        assertEquals(one, new LogCosh().apply(x, zero).item(), 1e-15);
        assertEquals(
                4 * one, new LogCosh().reduction(Reduction.SUM).apply(x, zero).item(), 1e-15);
    }
}
