package org.autodiff.gradcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.gradcheck.UsualMistake.Kind;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Planted mistakes are told by name; numbers that look like none are not explained. */
class UsualMistakeTest {
    private static final double[] RIGHT = {0.7, -1.3, 2.1, 0.4, -0.9, 3.2};
    private static final double[] AT = {0.5, -0.25, 1.5, -2, 0.75, 0.125};

    private static double[] bars(double[] numeric, double relative) {
        return Arrays.stream(numeric).map(d -> relative * Math.abs(d) + 1e-13).toArray();
    }

    private static Compared block(String name, Shape shape, double[] claimed, double[] right, double[] at) {
        return new Compared(name, shape, claimed, right, bars(right, 1e-10), at);
    }

    private static double[] each(IntToDoubleFunction claim) {
        return IntStream.range(0, RIGHT.length).mapToDouble(claim).toArray();
    }

    private static Arguments planted(Shape shape, double[] claimed, Kind kind, String text) {
        return Arguments.of(shape, claimed, kind, text);
    }

    static Stream<Arguments> planted() {
        Shape vector = Shape.of(6);
        Shape matrix = Shape.of(2, 3);
        return Stream.of(
                planted(vector, each(i -> -RIGHT[i]), Kind.SIGN, "the sign is wrong in every entry"),
                planted(vector, each(i -> 2 * RIGHT[i]), Kind.FACTOR, "twice as large as it should be"),
                planted(vector, each(i -> RIGHT[i] / 2), Kind.FACTOR, "half as large as it should be"),
                planted(
                        vector,
                        each(i -> -2 * RIGHT[i]),
                        Kind.FACTOR,
                        "twice as large as it should be, and the sign is wrong"),
                planted(
                        vector,
                        each(i -> 32 * RIGHT[i]),
                        Kind.FACTOR,
                        "32 times as large as it should be: not divided by 32?"),
                planted(
                        vector,
                        each(i -> RIGHT[i] / 32),
                        Kind.FACTOR,
                        "1/32 of what it should be: divided by 32 once too often?"),
                planted(
                        vector,
                        each(i -> 6 * RIGHT[i]),
                        Kind.FACTOR,
                        "6 times as large as it should be: not divided by the 6 entries?"),
                planted(
                        matrix,
                        each(i -> RIGHT[i] / 3),
                        Kind.FACTOR,
                        "1/3 of what it should be: divided by the 3 columns once too often?"),
                planted(vector, each(i -> RIGHT[i] * Math.log(10)), Kind.FACTOR, "the factor ln 10 is too much"),
                planted(
                        vector,
                        each(i -> RIGHT[i] * 1.0001),
                        Kind.FACTOR,
                        "every entry is 1.00010 times what it should be"),
                planted(
                        matrix,
                        new double[] {0.7, 0.4, -1.3, -0.9, 2.1, 3.2},
                        Kind.TRANSPOSED,
                        "transposed: the numbers of a 3 x 2 matrix, row by row, in place of a 2 x 3 one"),
                planted(
                        vector,
                        each(i -> RIGHT[i == 1 ? 4 : i == 4 ? 1 : i]),
                        Kind.SWAPPED,
                        "x[1] and x[4] are swapped"),
                planted(vector, each(i -> RIGHT[5 - i]), Kind.SWAPPED, "in reverse order"),
                planted(vector, each(i -> RIGHT[(i + 1) % 6]), Kind.SWAPPED, "shifted by one place"),
                planted(
                        vector,
                        each(i -> RIGHT[new int[] {2, 0, 1, 5, 3, 4}[i]]),
                        Kind.SWAPPED,
                        "the right numbers at the wrong places: in another order"),
                planted(
                        vector,
                        each(i -> RIGHT[i] - 0.25),
                        Kind.MISSING_TERM,
                        "the term 0.250000 is missing in every entry: a term whose derivative is constant?"),
                planted(
                        vector,
                        each(i -> RIGHT[i] - 0.01 * AT[i]),
                        Kind.MISSING_TERM,
                        "the term 0.0100000 x is missing in every entry: weight decay?"),
                planted(
                        vector,
                        each(i -> RIGHT[i] - 0.01 * Math.signum(AT[i])),
                        Kind.MISSING_TERM,
                        "the term 0.0100000 sign(x) is missing in every entry: an absolute value as penalty?"),
                planted(
                        vector,
                        each(i -> RIGHT[i] / Math.cos(AT[i])),
                        Kind.CHAIN_FACTOR,
                        "the factor cos(x) is missing, where x is the argument of each entry"),
                planted(
                        vector,
                        each(i -> RIGHT[i] / (2 * AT[i])),
                        Kind.CHAIN_FACTOR,
                        "the factor 2 (x) is missing, where x is the argument of each entry"),
                planted(
                        vector,
                        each(i -> RIGHT[i] * AT[i]),
                        Kind.CHAIN_FACTOR,
                        "the factor 1 / x is missing, where x is the argument of each entry"),
                planted(
                        vector,
                        each(i -> RIGHT[i] / (1 - Math.tanh(AT[i]) * Math.tanh(AT[i]))),
                        Kind.CHAIN_FACTOR,
                        "the factor 1 - tanh(x)^2 is missing, where x is the argument of each entry"),
                planted(
                        vector,
                        new double[6],
                        Kind.ZERO,
                        "zero everywhere, though the function moves: the path from" + " there is cut, or forgotten"),
                planted(
                        vector,
                        each(i -> i == 2 || i == 5 ? 0 : RIGHT[i]),
                        Kind.ZERO,
                        "zero at x[2], x[5], though the function moves: the path from there is cut, or forgotten"),
                planted(vector, each(i -> i == 3 ? 0.41 : RIGHT[i]), Kind.SOME_ENTRIES, "only x[3] is wrong"),
                planted(
                        vector,
                        each(i -> i == 3 ? -RIGHT[i] : RIGHT[i]),
                        Kind.SOME_ENTRIES,
                        "only x[3] is wrong: perhaps the sign is wrong"),
                planted(
                        matrix,
                        each(i -> i < 3 ? RIGHT[i] : 2 * RIGHT[i]),
                        Kind.SOME_ENTRIES,
                        "only row 1 is wrong: twice as large as it should be"),
                planted(
                        matrix,
                        each(i -> i % 3 == 1 ? -RIGHT[i] : RIGHT[i]),
                        Kind.SOME_ENTRIES,
                        "only column 1 is wrong: the sign is wrong in every entry"),
                planted(
                        vector,
                        each(i -> AT[i] < 0 ? 3 * RIGHT[i] : RIGHT[i]),
                        Kind.SOME_ENTRIES,
                        "only the entries where x is negative are wrong: 3 times as large as it should be: not divided"
                                + " by 3?"),
                planted(
                        matrix,
                        each(i -> RIGHT[i % 3] + RIGHT[i % 3 + 3]),
                        Kind.NOT_SUMMED,
                        "every row has the sum, or the mean, over all of them: rows were summed that belong to"
                                + " different numbers"));
    }

    @ParameterizedTest
    @MethodSource("planted")
    void isTold(Shape shape, double[] claimed, Kind kind, String text) {
        UsualMistake found = UsualMistake.of(List.of(block("x", shape, claimed, RIGHT, AT)), Double.NaN)
                .orElseThrow();
        assertEquals(text, found.text().replaceFirst("^x: ", ""));
        assertEquals(kind, found.kind());
        assertTrue(found.certain(), found::toString);
    }

    /** Whatever the mistake, the right gradient beside it is not accused. */
    @Test
    void ofRightNumbersNothingIsSaid() {
        assertEquals(Optional.empty(), UsualMistake.of(List.of(block("x", Shape.of(6), RIGHT, RIGHT, AT)), Double.NaN));
    }

    /** Numbers that have nothing to do with each other look like no mistake; inexact ones neither. */
    @Test
    void noiseIsNotExplained() {
        SplittableRandom random = new SplittableRandom(5);
        for (int n = 2; n < 12; n++) {
            for (int round = 0; round < 500; round++) {
                double[] right = random.doubles(n, -3, 3).toArray();
                double[] claimed = random.doubles(n, -3, 3).toArray();
                double[] at = random.doubles(n, -3, 3).toArray();
                Optional<UsualMistake> found =
                        UsualMistake.of(List.of(block("x", Shape.of(n), claimed, right, at)), random.nextDouble());
                assertEquals(Optional.empty(), found, Arrays.toString(claimed) + Arrays.toString(right));
                Compared blurred = new Compared("x", Shape.of(n), claimed, right, bars(right, 1e-3), at);
                assertEquals(Optional.empty(), UsualMistake.of(List.of(blurred), random.nextDouble()));
            }
        }
    }

    /** A mistake must explain every entry: with one entry more that is off, it is not it. */
    @Test
    void oneEntryAgainstItIsEnough() {
        double[] nearly = each(i -> i == 2 ? -2.1003 : -RIGHT[i]);
        assertEquals(
                Optional.empty(), UsualMistake.of(List.of(block("x", Shape.of(6), nearly, RIGHT, AT)), Double.NaN));
        double[] oneIsRight = each(i -> i == 2 ? RIGHT[i] : 2 * RIGHT[i]);
        Optional<UsualMistake> some = UsualMistake.of(List.of(block("x", Shape.of(6), oneIsRight, RIGHT, AT)), 0);
        assertEquals(
                "only x[0], x[1], x[3] and 2 more are wrong: twice as large as it should be",
                some.orElseThrow().text());
        assertFalse(some.orElseThrow().certain());
    }

    @Test
    void ofASingleNumberItIsAGuess() {
        UsualMistake sign = UsualMistake.of(
                        List.of(block("x", Shape.scalar(), new double[] {-3}, new double[] {3}, null)), 1)
                .orElseThrow();
        assertEquals("perhaps the sign is wrong", sign.toString().replace("x: ", ""));
        UsualMistake twice = UsualMistake.of(
                        List.of(block("x", Shape.scalar(), new double[] {6}, new double[] {3}, null)), 1)
                .orElseThrow();
        assertEquals("perhaps twice as large as it should be", twice.toString().replace("x: ", ""));
        assertEquals(
                Optional.empty(),
                UsualMistake.of(List.of(block("x", Shape.scalar(), new double[] {3.7}, new double[] {3}, null)), 1));
    }

    /** exp(a.x): its derivative lacks the outer factor y. */
    @Test
    void aFactorOfTheValueIsTold() {
        double value = 1.7;
        double[] claimed = each(i -> RIGHT[i] / value);
        UsualMistake found = UsualMistake.of(List.of(block("x", Shape.of(6), claimed, RIGHT, AT)), value)
                .orElseThrow();
        assertEquals(
                "the factor y is missing, where y is the value of the function",
                found.text().replace("x: ", ""));
        assertEquals(Kind.CHAIN_FACTOR, found.kind());
    }

    // ---- several blocks

    @Test
    void blocksThatChangedPlacesAreTold() {
        double[] other = {1, 2, 3, 4, 5, 6.5};
        UsualMistake found = UsualMistake.of(
                        List.of(
                                block("a", Shape.of(6), other, RIGHT, AT),
                                block("b", Shape.of(6), RIGHT, other, AT),
                                block("c", Shape.of(6), AT, AT, AT)),
                        0)
                .orElseThrow();
        assertEquals("the gradients of a and b are swapped", found.text());
        assertTrue(found.certain());
    }

    @Test
    void aMistakeOfAllBlocksIsToldOnce() {
        UsualMistake found = UsualMistake.of(
                        List.of(
                                block("a", Shape.of(6), each(i -> 2 * RIGHT[i]), RIGHT, AT),
                                block("b", Shape.scalar(), new double[] {3}, new double[] {1.5}, null)),
                        0)
                .orElseThrow();
        assertEquals("all 2 inputs: twice as large as it should be", found.text());
        UsualMistake one = UsualMistake.of(
                        List.of(
                                block("a", Shape.of(6), each(i -> 2 * RIGHT[i]), RIGHT, AT),
                                block("b", Shape.of(6), AT, AT, null)),
                        0)
                .orElseThrow();
        assertEquals("a: twice as large as it should be", one.text());
    }

    // ---- shapes that do not fit

    @Test
    void aGradientThatIsNotSummedOverTheBatch() {
        assertEquals(" (2 times as many numbers: was it not summed over a batch of 2?)", UsualMistake.ofSize(6, 3));
        assertEquals("", UsualMistake.ofSize(4, 3));
        assertEquals("", UsualMistake.ofSize(3, 3));
        assertEquals("", UsualMistake.ofSize(1, 3));
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> GradCheck.of(x -> 2 * (x[0] + x[1]), x -> new double[] {1, 1, 1, 1})
                        .at(1, 2)
                        .report());
        assertTrue(e.getMessage().endsWith("was it not summed over a batch of 2?)"), e.getMessage());
    }

    // ---- Jacobians

    @Test
    void ofAJacobianTheFactorsOfRowsAndColumnsAreTold() {
        double[] x = {0.3, -0.7, 1.1};
        double[] y = {0.2, 0.6};
        Function<IntToDoubleFunction, Compared> jacobian =
                claim -> block("J", Shape.of(2, 3), each(claim), RIGHT, null);
        assertEquals(
                "the factor y (1 - y) is missing, where y is the result of each row",
                UsualMistake.ofJacobian(jacobian.apply(i -> RIGHT[i] / (y[i / 3] * (1 - y[i / 3]))), x, y)
                        .orElseThrow()
                        .text());
        assertEquals(
                "the factor exp(x) is missing, where x is the argument of each entry",
                UsualMistake.ofJacobian(jacobian.apply(i -> RIGHT[i] / Math.exp(x[i % 3])), x, y)
                        .orElseThrow()
                        .text());
        assertEquals(
                Kind.TRANSPOSED,
                UsualMistake.ofJacobian(jacobian.apply(i -> RIGHT[i / 2 + i % 2 * 3]), x, y)
                        .orElseThrow()
                        .kind());
    }
}
