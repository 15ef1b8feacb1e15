package org.autodiff.examples.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartitionTest {
    @ParameterizedTest
    @CsvSource({"5, 1", "10, 2", "12, 2", "13, 3", "1797, 359"})
    void everyRowEitherTeachesOrJudges(int rows, int judges) {
        Partition parts = Partition.of(rows);
        assertEquals(judges, parts.test().length);
        assertEquals(rows - judges, parts.train().length);
        int[] together = IntStream.concat(IntStream.of(parts.train()), IntStream.of(parts.test()))
                .sorted()
                .toArray();
        assertArrayEquals(IntStream.range(0, rows).toArray(), together);
        assertArrayEquals(parts.test(), Partition.of(rows).test());
    }
}
