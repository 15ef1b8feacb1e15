package org.autodiff.examples.digits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.data.LabelledData;

/** Rows that are pictures of 8 x 8 pixels: their columns are named {@code p00} to {@code p77}, by row and column. */
public final class Pixels {
    /** Pixels in a row and in a column. */
    public static final int SIZE = 8;

    /** Characters from empty to full. */
    private static final String SHADES = " .:-=+*#%@";

    private static final int GAP = 3;

    private final LabelledData data;
    private final double full;

    private Pixels(LabelledData data) {
        this.data = data;
        this.full = Math.max(Arrays.stream(data.values()).max().orElse(1), Double.MIN_NORMAL);
    }

    /** The pictures of some data, if its columns are pixels. */
    public static Optional<Pixels> of(LabelledData data) {
        List<String> names = new ArrayList<>();
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                names.add("p" + y + x);
            }
        }
        return data.features().equals(names) ? Optional.of(new Pixels(data)) : Optional.empty();
    }

    /** How dark a pixel is: from 0 to 1, the darkest of all pictures. */
    public double shade(int row, int y, int x) {
        return Math.max(0, data.value(row, y * SIZE + x) / full);
    }

    /** Pictures side by side in characters, two for a pixel, with the lines of a caption below each. */
    public String toText(List<Integer> rows, List<List<String>> captions) {
        StringBuilder text = new StringBuilder();
        for (int y = 0; y < SIZE; y++) {
            List<String> cells = new ArrayList<>();
            for (int row : rows) {
                cells.add(line(row, y));
            }
            append(text, cells);
        }
        for (int i = 0; i < captions.get(0).size(); i++) {
            int line = i;
            append(text, captions.stream().map(c -> c.get(line)).toList());
        }
        return text.toString();
    }

    private String line(int row, int y) {
        StringBuilder line = new StringBuilder();
        for (int x = 0; x < SIZE; x++) {
            char shade = SHADES.charAt((int) Math.round(shade(row, y, x) * (SHADES.length() - 1)));
            line.append(shade).append(shade);
        }
        return line.toString();
    }

    private static void append(StringBuilder text, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (String cell : cells) {
            line.append(Text.format("%-" + (2 * SIZE + GAP) + "s", cell));
        }
        text.append("  ").append(line).append(System.lineSeparator());
    }
}
