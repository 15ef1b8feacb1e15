package org.autodiff.examples.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.examples.data.LabelledData;
import org.junit.jupiter.api.Test;

final class PixelsTest {

    @Test
    void shadesGoFromBlankToFull() {
        double[] values = new double[128];
        for (int x = 0; x < 8; x++) {
            values[x] = 2 * x;
            values[64 + 8 * x + x] = 16;
        }
        Pixels pixels = Pixels.of(data("p", values)).orElseThrow();
        String expected = """
                    ..::--++**##%%   @@
                                       @@
                                         @@
                                           @@
                                             @@
                                               @@
                                                 @@
                                                   @@
                  first              second
                  line 2             line 3
                """;
        List<List<String>> captions = List.of(List.of("first", "line 2"), List.of("second", "line 3"));
        assertEquals(
                expected,
                pixels.toText(List.of(0, 1), captions)
                        .lines()
                        .map(line -> line.stripTrailing() + "\n")
                        .reduce("", String::concat));
    }

    @Test
    void otherColumnsAreNoPictures() {
        assertTrue(Pixels.of(data("q", new double[64])).isEmpty());
    }

    private static LabelledData data(String prefix, double[] values) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            names.add(prefix + i / 8 + i % 8);
        }
        int rows = values.length / 64;
        return new LabelledData("test", names, List.of("0"), values, new int[rows], new long[rows]);
    }
}
