package org.autodiff.nn.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExactSumTest {
    private static ExactSum of(double... numbers) {
        ExactSum sum = new ExactSum();
        for (double x : numbers) {
            sum.add(x);
        }
        return sum;
    }

    private static void assertExact(double... numbers) {
        BigDecimal expected = BigDecimal.ZERO;
        for (double x : numbers) {
            expected = expected.add(new BigDecimal(x));
        }
        assertEquals(0, expected.compareTo(of(numbers).total()), () -> java.util.Arrays.toString(numbers));
    }

    @Test
    void nothingIsRounded() {
        assertExact();
        assertExact(1e300, 1, -1e300);
        assertExact(Double.MIN_VALUE, -Double.MIN_VALUE, Double.MIN_VALUE);
        assertExact(Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE, -1, Double.MIN_VALUE);
        assertExact(-Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_NORMAL);
        assertExact(0.1, 0.2, -0.3, -0.0, 1L << 40);
        assertExact(-1, 0x1p-1074, 0x1p-1050, 0x1.fffffffffffffp31, -0x1.fffffffffffffp63);
    }

    @Property(tries = 200)
    void ofAnyNumbers(@ForAll long seed) {
        Random random = new Random(seed);
        double[] numbers = new double[1 + random.nextInt(40)];
        for (int i = 0; i < numbers.length; i++) {
            do {
                numbers[i] = Double.longBitsToDouble(random.nextLong());
            } while (!Double.isFinite(numbers[i]));
        }
        assertExact(numbers);
    }

    @Property(tries = 100)
    void productsToo(@ForAll long seed) {
        Random random = new Random(seed);
        ExactSum sum = new ExactSum();
        BigDecimal expected = BigDecimal.ZERO;
        for (int i = 0; i < 20; i++) {
            double a = random.nextGaussian() * 1e8;
            double b = random.nextGaussian() * 1e-3;
            sum.addProduct(a, b);
            expected = expected.add(new BigDecimal(a).multiply(new BigDecimal(b)));
        }
        assertEquals(0, expected.compareTo(sum.total()));
    }

    @Test
    void equalSumsHaveEqualStates() {
        double[] one = of(3, -5, 1e20, 0.1).state().toArray();
        assertArrayEquals(one, of(1e20, 0.1, -5, 3).state().toArray());
        ExactSum loaded = new ExactSum();
        loaded.load(one, 0);
        loaded.add(-1e20);
        assertEquals(0, new BigDecimal(0.1).subtract(BigDecimal.valueOf(2)).compareTo(loaded.total()));
    }

    @Test
    void theMeanIsRoundedOnce() {
        assertEquals(1.0 / 3, of(1e16, 1, -1e16).mean(3));
        assertEquals(0, of().mean(1));
    }
}
