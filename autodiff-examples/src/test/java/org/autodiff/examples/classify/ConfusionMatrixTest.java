package org.autodiff.examples.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ConfusionMatrixTest {

    @Test
    void shortNamesHeadTheColumns() {
        ConfusionMatrix matrix =
                new ConfusionMatrix(List.of("0", "1", "10"), new int[][] {{120, 0, 3}, {0, 7, 0}, {0, 0, 0}});
        assertEquals("""
                true    0    1   10     right
                   0  120    .    3    97.6 %
                   1    .    7    .   100.0 %
                  10    .    .    .         -
                """, matrix.toText().replace(System.lineSeparator(), "\n"));
        assertEquals(123, matrix.total(0));
    }

    @Test
    void longNamesAreNumbered() {
        ConfusionMatrix matrix = new ConfusionMatrix(List.of("setosa", "versicolor"), new int[][] {{9, 1}, {0, 10}});
        assertEquals("""
                         true  #1  #2     right
                    #1 setosa   9   1    90.0 %
                #2 versicolor   .  10   100.0 %
                """, matrix.toText().replace(System.lineSeparator(), "\n"));
    }

    @Test
    void veryManyClassesAreListed() {
        List<String> names = IntStream.range(0, 21).mapToObj(i -> "c" + i).toList();
        int[][] counts = new int[21][21];
        counts[3][4] = 1;
        counts[20][0] = 12;
        counts[5][5] = 99;
        assertEquals("""
                21 classes are too many for a matrix here; the 2 most frequent of 2 confusions:
                      12 x c20 taken for c0
                       1 x c3 taken for c4
                """, new ConfusionMatrix(names, counts).toText().replace(System.lineSeparator(), "\n"));
    }
}
