package org.autodiff.examples.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.examples.data.LabelledCsv;
import org.autodiff.ndarray.Index;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SplitRowsTest {
    @ParameterizedTest
    @CsvSource({"10, 2, 1", "12, 2, 1", "13, 3, 1", "100, 20, 8", "1797, 359, 144"})
    void everyRowEitherTeachesOrJudges(int rows, int judges, int choosers) {
        Index labels = Index.of(IntStream.range(0, rows).map(i -> i % 2).toArray());
        SplitRows parts = SplitRows.of(labels);
        assertEquals(judges, parts.test().length);
        assertEquals(choosers, parts.validation().length);
        assertEquals(rows - judges - choosers, parts.train().length);
        int[] together = Stream.of(parts.train(), parts.validation(), parts.test())
                .flatMapToInt(IntStream::of)
                .sorted()
                .toArray();
        assertArrayEquals(IntStream.range(0, rows).toArray(), together);
        assertArrayEquals(parts.test(), SplitRows.of(labels).test());
    }

    @Test
    void everyDigitHasItsShareOfAllThree() {
        int[] labels = LabelledCsv.resource("digits.csv", "label").labels();
        SplitRows parts = SplitRows.of(Index.of(labels));
        for (int digit = 0; digit < 10; digit++) {
            double all = count(labels, IntStream.range(0, labels.length).toArray(), digit);
            assertEquals(0.72 * all, count(labels, parts.train(), digit), 1);
            assertEquals(0.08 * all, count(labels, parts.validation(), digit), 1);
            assertEquals(0.2 * all, count(labels, parts.test(), digit), 1);
        }
    }

    private static long count(int[] labels, int[] rows, int digit) {
        return Arrays.stream(rows).filter(row -> labels[row] == digit).count();
    }

    /** The smallest data that are read have 10 rows, and two a class on average; here one class has all the others. */
    @Test
    void noPartOfTheSmallestDataIsEmpty() {
        for (int classes = 2; classes <= 8; classes++) {
            for (int large = 0; large < classes; large++) {
                int[] labels = new int[Math.max(10, 2 * classes)];
                Arrays.fill(labels, large);
                for (int row = 0; row < classes; row++) {
                    labels[row] = row;
                }
                SplitRows parts = SplitRows.of(Index.of(labels));
                assertTrue(parts.train().length > 0, Arrays.toString(labels));
                assertTrue(parts.validation().length > 0, Arrays.toString(labels));
                assertTrue(parts.test().length > 0, Arrays.toString(labels));
            }
        }
    }
}
