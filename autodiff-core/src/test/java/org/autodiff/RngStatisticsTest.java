package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Whether numbers, and the generators that {@link Rng#split} gives, look independent. All seeds are fixed, so a test
 * either always passes or always fails; its bound is one that a good generator exceeds once in a million seeds.
 */
class RngStatisticsTest {
    private static final int MANY = 1 << 14;

    /** Of chi-square with k degrees of freedom, by Wilson and Hilferty: five standard deviations. */
    private static double bound(int degrees) {
        double v = 2.0 / (9 * degrees);
        return degrees * Math.pow(1 - v + 5 * Math.sqrt(v), 3);
    }

    private static void uniform(String what, int... counts) {
        double expected = IntStream.of(counts).asLongStream().sum() / (double) counts.length;
        assertTrue(expected >= 20, what + ": only " + expected + " in a cell");
        double chi = IntStream.of(counts)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected)
                .sum();
        assertTrue(chi < bound(counts.length - 1), what + ": chi-square " + chi + " of " + counts.length + " cells");
    }

    /** Each bit is set half of the time, and does not tell the next number's. */
    private static void bits(String what, IntToLongFunction numbers) {
        for (int bit = 0; bit < 64; bit++) {
            int[] pairs = new int[4];
            for (int i = 0; i < MANY; i++) {
                long now = numbers.applyAsLong(i) >>> bit & 1;
                long next = numbers.applyAsLong(i + 1) >>> bit & 1;
                pairs[(int) (2 * now + next)]++;
            }
            uniform(what + ", bit " + bit, pairs);
        }
    }

    // ---- children

    private static long[] keys(long seed, int n) {
        Rng parent = Rng.of(seed);
        return IntStream.range(0, n)
                .mapToLong(i -> parent.split().state().key())
                .toArray();
    }

    /** Consecutive keys have the same high bits, and differ in few of the low ones. */
    @Test
    void keysOfChildrenAreRandomNumbers() {
        for (long seed : new long[] {0, 1, -1, 42}) {
            long[] keys = keys(seed, MANY + 1);
            bits("keys of the children of " + seed, i -> keys[i]);
            double differing = IntStream.range(0, MANY)
                    .map(i -> Long.bitCount(keys[i] ^ keys[i + 1]))
                    .average()
                    .orElseThrow();
            assertEquals(32, differing, 5 * 4 / Math.sqrt(MANY), "bits in which neighbours differ");
        }
    }

    /** Neither brothers, cousins and grandchildren nor the generators of small seeds are ever the same. */
    @Test
    void noTwoGeneratorsAreTheSame() {
        Set<Long> keys = new HashSet<>();
        int all = 0;
        for (long seed = 0; seed < 200; seed++) {
            keys.add(seed);
            all++;
            Rng parent = Rng.of(seed);
            for (int i = 0; i < 50; i++) {
                Rng child = parent.split();
                keys.add(child.state().key());
                keys.add(child.split().state().key());
                keys.add(child.split().state().key());
                all += 3;
            }
        }
        assertEquals(all, keys.size());
    }

    /**
     * The same place in the streams of neighbours: uniform in the square, without correlation, and likewise parent and
     * child.
     */
    @Test
    void streamsOfChildrenAreIndependent() {
        for (int place : new int[] {0, 1, 100}) {
            Rng parent = Rng.of(7);
            double[] x = IntStream.range(0, MANY + 1)
                    .mapToDouble(i -> {
                        Rng child = parent.split();
                        return Rng.resume(new Rng.State(child.state().key(), place))
                                .nextDouble();
                    })
                    .toArray();
            square("brothers at " + place, x, Arrays.copyOfRange(x, 1, x.length));
            Rng own = Rng.of(7);
            square(
                    "parent and children at " + place,
                    x,
                    IntStream.range(0, MANY).mapToDouble(i -> own.nextDouble()).toArray());
        }
        Rng child = Rng.of(7).split();
        Rng brother = Rng.resume(new Rng.State(7, 1)).split();
        double[] one =
                IntStream.range(0, MANY).mapToDouble(i -> child.nextDouble()).toArray();
        double[] other =
                IntStream.range(0, MANY).mapToDouble(i -> brother.nextDouble()).toArray();
        square("two brothers", one, other);
    }

    private static void square(String what, double[] x, double[] y) {
        int[] cells = new int[16 * 16];
        double products = 0;
        for (int i = 0; i < MANY; i++) {
            cells[(int) (16 * x[i]) * 16 + (int) (16 * y[i])]++;
            products += (x[i] - 0.5) * (y[i] - 0.5) * 12;
        }
        uniform(what, cells);
        assertEquals(0, products / MANY, 5 / Math.sqrt(MANY), what + ": correlation");
    }

    // ---- numbers

    @Test
    void numbersOfOneGeneratorAreIndependent() {
        Rng rng = Rng.of(11);
        long[] numbers =
                IntStream.range(0, MANY + 1).mapToLong(i -> rng.nextLong()).toArray();
        bits("numbers", i -> numbers[i]);
        double[] x = IntStream.range(0, MANY + 1)
                .mapToDouble(i -> (numbers[i] >>> 11) * 0x1p-53)
                .toArray();
        square("neighbours", x, Arrays.copyOfRange(x, 1, x.length));
    }

    /**
     * 2^32 is no multiple of these bounds: of 3 2^29 it has 8/3, so without rejection some numbers come twice as often
     * as others - by thirds of the range, or by what is left of a division by 3.
     */
    @Test
    void boundedIntegersHaveNoBias() {
        for (int bound :
                List.of(3 << 29, (3 << 29) + 3, 5 << 28, 7 << 28, Integer.MAX_VALUE - 1, 3, 5, 12, 7 * 9 * 5)) {
            int divisor = bound % 3 == 0 ? 3 : bound % 5 == 0 ? 5 : 7;
            Rng rng = Rng.of(bound);
            int[] rests = new int[divisor];
            int[] parts = new int[divisor];
            for (int i = 0; i < 60_000; i++) {
                int n = rng.nextInt(bound);
                assertTrue(n >= 0 && n < bound, n + " of " + bound);
                rests[n % divisor]++;
                parts[(int) ((long) n * divisor / bound)]++;
            }
            uniform("rest of numbers below " + bound, rests);
            uniform("parts of numbers below " + bound, parts);
        }
    }

    /** Every order of four comes as often as every other. */
    @Test
    void permutationsHaveNoBias() {
        Rng rng = Rng.of(13);
        int[] counts = new int[256];
        for (int i = 0; i < 24_000; i++) {
            int code = 0;
            for (int p : rng.permutation(4)) {
                code = 4 * code + p;
            }
            counts[code]++;
        }
        int[] seen = IntStream.of(counts).filter(c -> c > 0).toArray();
        assertEquals(24, seen.length);
        uniform("permutations", seen);
    }

    /** Quantiles of the normal distribution, which cut it into eight parts of the same weight. */
    @Test
    void normalNumbersHaveTheirDistribution() {
        double[] cuts = {
            -1.1503493803760079,
            -0.6744897501960817,
            -0.31863936396437514,
            0,
            0.31863936396437514,
            0.6744897501960817,
            1.1503493803760079
        };
        Rng rng = Rng.of(17);
        int[] parts = new int[8];
        for (int i = 0; i < 80_000; i++) {
            double x = rng.nextGaussian();
            parts[(int) IntStream.range(0, 7).filter(k -> cuts[k] < x).count()]++;
        }
        uniform("normal numbers", parts);
    }
}
