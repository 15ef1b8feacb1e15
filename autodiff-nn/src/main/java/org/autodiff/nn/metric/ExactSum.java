package org.autodiff.nn.metric;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * The sum of any finite numbers without rounding, so that their order and grouping do not matter. It is one wide fixed
 * point number, of which each word has 32 bits and room for carries: the small superaccumulator of Neal, Fast exact
 * summation using small and large superaccumulators, 2015.
 */
final class ExactSum {
    /** The words: word i counts in units of 2^(32 i - 1074); the last has the sign. */
    static final int WORDS = 67;

    private static final long WORD = 0xFFFF_FFFFL;
    private static final int UNIT = -1074;
    private static final int ADDITIONS = 1 << 29; // after so many a word might overflow
    private static final MathContext DIGITS = new MathContext(40);

    private final long[] words = new long[WORDS];
    private int additions;

    /** Adds a finite number. */
    void add(double x) {
        long bits = Double.doubleToRawLongBits(x);
        int exponent = (int) (bits >>> 52) & 0x7FF;
        long mantissa = bits & 0xF_FFFF_FFFF_FFFFL;
        if (exponent == 0) {
            exponent = 1; // subnormal
        } else {
            mantissa |= 1L << 52;
        }
        int word = (exponent - 1) >>> 5;
        int shift = (exponent - 1) & 31;
        long rest = mantissa >>> (32 - shift);
        long sign = bits < 0 ? -1 : 1;
        words[word] += sign * ((mantissa << shift) & WORD);
        words[word + 1] += sign * (rest & WORD);
        words[word + 2] += sign * (rest >>> 32);
        if (++additions == ADDITIONS) {
            carry();
        }
    }

    /** Adds {@code a b}, which is the sum of its rounded value and of what rounding took away. */
    void addProduct(double a, double b) {
        double product = a * b;
        add(product);
        add(Math.fma(a, b, -product));
    }

    /** Makes the words unique: all but the last in [0, 2^32). */
    private void carry() {
        for (int i = 0; i < WORDS - 1; i++) {
            words[i + 1] += words[i] >> 32;
            words[i] &= WORD;
        }
        additions = 0;
    }

    /** The sum itself. */
    BigDecimal total() {
        carry();
        BigInteger units = BigInteger.valueOf(words[WORDS - 1]);
        for (int i = WORDS - 2; i >= 0; i--) {
            units = units.shiftLeft(32).add(BigInteger.valueOf(words[i]));
        }
        if (units.signum() == 0) {
            return BigDecimal.ZERO;
        }
        int zeros = units.getLowestSetBit();
        BigInteger odd = units.shiftRight(zeros);
        int power = zeros + UNIT;
        return power >= 0
                ? new BigDecimal(odd.shiftLeft(power))
                : new BigDecimal(odd.multiply(BigInteger.valueOf(5).pow(-power)), -power); // x 2^-k = x 5^k 10^-k
    }

    /** The sum divided by a count. */
    double mean(long count) {
        return quotient(total(), BigDecimal.valueOf(count));
    }

    /** A quotient of exact numbers, rounded to a double. */
    static double quotient(BigDecimal a, BigDecimal b) {
        return a.divide(b, DIGITS).doubleValue();
    }

    void clear() {
        Arrays.fill(words, 0);
        additions = 0;
    }

    // ---- state

    static Shape stateShape() {
        return Shape.of(WORDS);
    }

    /** The words, of shape (67): equal for equal sums. */
    NdArray state() {
        carry();
        return NdArray.of(Arrays.stream(words).asDoubleStream().toArray());
    }

    /** Whether numbers are words of a sum. */
    static boolean isState(double[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            boolean last = i % WORDS == WORDS - 1;
            double least = last ? -0x1p52 : 0;
            double most = last ? 0x1p52 : WORD;
            if (!(numbers[i] >= least && numbers[i] <= most && numbers[i] == Math.rint(numbers[i]))) {
                return false;
            }
        }
        return true;
    }

    /** Goes on from words, 67 of the numbers beginning at a position. */
    void load(double[] numbers, int from) {
        for (int i = 0; i < WORDS; i++) {
            words[i] = (long) numbers[from + i];
        }
        additions = 0;
    }
}
