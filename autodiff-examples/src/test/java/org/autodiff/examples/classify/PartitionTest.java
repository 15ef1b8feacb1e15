package org.autodiff.examples.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartitionTest {
    @ParameterizedTest
    @CsvSource({"5, 1, 1", "10, 2, 1", "12, 2, 1", "13, 3, 1", "1797, 359, 144"})
    void everyRowEitherTeachesOrJudges(int rows, int judges, int choosers) {
        Partition parts = Partition.of(rows);
        assertEquals(judges, parts.test().length);
        assertEquals(choosers, parts.validation().length);
        assertEquals(rows - judges - choosers, parts.train().length);
        int[] together = Stream.of(parts.train(), parts.validation(), parts.test())
                .flatMapToInt(IntStream::of)
                .sorted()
                .toArray();
        assertArrayEquals(IntStream.range(0, rows).toArray(), together);
        assertArrayEquals(parts.test(), Partition.of(rows).test());
    }
}
