package org.autodiff.nn.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
    private static ConfusionMatrix of(List<String> names, int[][] counts) {
        ConfusionMatrix matrix = ConfusionMatrix.of(names);
        for (int t = 0; t < counts.length; t++) {
            for (int p = 0; p < counts.length; p++) {
                matrix.add(t, p, counts[t][p]);
            }
        }
        return matrix;
    }

    private static String text(ConfusionMatrix matrix) {
        return matrix.toText().replace(System.lineSeparator(), "\n");
    }

    @Test
    void shortNamesHeadTheColumns() {
        ConfusionMatrix matrix = of(List.of("0", "1", "10"), new int[][] {{120, 0, 3}, {0, 7, 0}, {0, 0, 0}});
        assertEquals("""
                true    0    1   10     right
                   0  120    .    3    97.6 %
                   1    .    7    .   100.0 %
                  10    .    .    .         -
                """, text(matrix));
        assertEquals(123, matrix.total(0));
    }

    @Test
    void longNamesAreNumbered() {
        ConfusionMatrix matrix = of(List.of("setosa", "versicolor"), new int[][] {{9, 1}, {0, 10}});
        assertEquals("""
                         true  #1  #2     right
                    #1 setosa   9   1    90.0 %
                #2 versicolor   .  10   100.0 %
                """, text(matrix));
    }

    @Test
    void veryManyClassesAreListed() {
        List<String> names = IntStream.range(0, 21).mapToObj(i -> "c" + i).toList();
        int[][] counts = new int[21][21];
        counts[3][5] = 2;
        counts[7][1] = 1200;
        counts[4][4] = 9;
        assertEquals("""
                21 classes are too many for a matrix here; the 2 most frequent of 2 confusions:
                   1,200 x c7 taken for c1
                       2 x c3 taken for c5
                """, text(of(names, counts)));
    }

    @Test
    void aLineIsATrueClass() {
        double[][] logits = {{0, 1, 0}, {0, 2, 0}, {0, 0, 1}, {0, 0, 1}, {1, 0, 0}};
        ConfusionMatrix matrix = ConfusionMatrix.of("a", "b", "c");
        matrix.update(Tensor.of(NdArray.of(logits)), Index.of(0, 0, 0, 2, 0));
        assertEquals(2, matrix.count(0, 1)); // true class a, predicted b
        assertEquals(0, matrix.count(1, 0));
        assertEquals(1, matrix.count(0, 2));
        assertEquals(1, matrix.count(2, 2));
        assertEquals(4, matrix.total(0));
        assertEquals(0, matrix.total(1));
        assertEquals(
                List.of(new ConfusionMatrix.Confusion("a", "b", 2), new ConfusionMatrix.Confusion("a", "c", 1)),
                matrix.confusions());
        assertEquals("25.0 %", matrix.share(0));
        assertEquals("-", matrix.share(1));
    }

    @Test
    void whatIsNoClassIsRefused() {
        ConfusionMatrix matrix = ConfusionMatrix.of(2);
        assertThrows(IllegalArgumentException.class, () -> matrix.add(0, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> matrix.add(-1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> matrix.add(0, 0, -1));
        assertThrows(IllegalArgumentException.class, () -> ConfusionMatrix.of());
        assertEquals(0, matrix.samples());
    }
}
