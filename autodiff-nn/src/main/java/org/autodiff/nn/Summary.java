package org.autodiff.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.autodiff.Parameter;
import org.autodiff.ndarray.Shape;

/**
 * A table of the parts of a model, each once, parents before children, with the shape of the first value that each
 * gave. {@link #toString} prints it.
 *
 * @param rows the model itself and its parts
 * @param parameters how many numbers are trained; shared parameters count once
 * @param buffers how many numbers the buffers have
 * @param outputs how many numbers the values of the innermost parts have together: an estimate of what a forward pass
 *     makes, since operations within a part are not counted
 */
public record Summary(List<Row> rows, long parameters, long buffers, long outputs) {
    private static final String[] TITLES = {"name", "type", "output shape", "parameters"};

    /**
     * One part.
     *
     * @param path from the model; empty for the model itself
     * @param type the text of {@link Model#describe}
     * @param output the shape of its first value; null if it gave none that was reported
     * @param parameters how many numbers its own parameters have, without those of its parts, and without shared ones
     *     that a row above counts
     */
    public record Row(String path, String type, Shape output, long parameters) {
        private int depth() {
            return path.isEmpty()
                    ? 0
                    : 1 + (int) path.chars().filter(c -> c == '.').count();
        }

        private String[] cells() {
            String name = path.isEmpty() ? "(model)" : path.substring(path.lastIndexOf('.') + 1);
            return new String[] {
                "  ".repeat(depth()) + name,
                type,
                output == null ? "-" : output.toString(),
                parameters == 0 ? "-" : grouped(parameters)
            };
        }
    }

    /** A summary of some rows. */
    public Summary {
        rows = List.copyOf(rows);
    }

    static Summary of(Model model, Map<Model, Shape> values) {
        List<Row> rows = new ArrayList<>();
        long[] outputs = {0};
        Set<Parameter> counted = Collections.newSetFromMap(new IdentityHashMap<>());
        model.visit((path, part) -> {
            Shape value = values.get(part);
            rows.add(new Row(path, part.describe(), value, part.ownParameterCount(counted)));
            outputs[0] += value != null && part.children().isEmpty() ? value.size() : 0;
        });
        long buffers = model.namedBuffers().values().stream()
                .mapToLong(b -> b.value().size())
                .sum();
        return new Summary(rows, model.parameterCount(), buffers, outputs[0]);
    }

    /** The memory of parameters, buffers and the counted values in bytes; gradients and optimizers need more. */
    public long bytes() {
        return Double.BYTES * (parameters + buffers + outputs);
    }

    @Override
    public String toString() {
        List<String[]> cells = new ArrayList<>();
        cells.add(TITLES);
        rows.forEach(r -> cells.add(r.cells()));
        int[] widths = new int[TITLES.length];
        for (String[] line : cells) {
            for (int i = 0; i < line.length; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        cells.forEach(line -> text.append(String.format(
                Locale.ROOT,
                "%-" + widths[0] + "s  %-" + widths[1] + "s  %-" + widths[2] + "s  %" + widths[3] + "s%n",
                (Object[]) line)));
        text.append(String.format(Locale.ROOT, "total parameters: %,d%n", parameters));
        text.append(String.format(
                Locale.ROOT,
                "memory: parameters %s, buffers %s, values %s, total %s",
                size(parameters),
                size(buffers),
                size(outputs),
                size(parameters + buffers + outputs)));
        return text.toString();
    }

    private static String grouped(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    private static String size(long numbers) {
        double bytes = (double) Double.BYTES * numbers;
        if (bytes < 1e3) {
            return String.format(Locale.ROOT, "%.0f B", bytes);
        }
        return bytes < 1e6
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
