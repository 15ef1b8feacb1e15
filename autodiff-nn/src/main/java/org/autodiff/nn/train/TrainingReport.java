package org.autodiff.nn.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.autodiff.nn.Model;

/**
 * What a {@link TrainingMonitor} has seen in one epoch. Its text is a table, and below it what is wrong in words.
 *
 * @param layers that gave values or have parameters, parents before children
 * @param findings what is wrong; empty if all is well
 */
public record TrainingReport(List<LayerReport> layers, List<Finding> findings) {
    private static final String[] TITLES = {
        "layer",
        "type",
        "values: |mean|",
        "rms",
        "std",
        "gradients: rms",
        "updates: rms",
        "of weights",
        "dead units",
        "saturated"
    };

    /**
     * How large numbers are; NaN where there are none.
     *
     * @param count how many there are
     * @param meanAbs the mean of their absolute values
     * @param rms the root of the mean of their squares
     * @param std their standard deviation
     * @param notFinite how many are infinite or NaN; these do not count otherwise
     */
    public record Size(long count, double meanAbs, double rms, double std, long notFinite) {}

    /**
     * One layer.
     *
     * @param path from the model; empty for the model itself
     * @param type as {@link Model#toString} has it
     * @param values that the layer gave
     * @param gradients of its own parameters, in all steps
     * @param updates what the steps added to its own parameters
     * @param updateRatio rms of the updates of its weights, relative to that of the weights; NaN without weights.
     *     About 1e-3 is usual
     * @param units of its values: features, or channels
     * @param deadUnits those that were 0 for all samples
     * @param saturated the share of the values at the flat ends of a sigmoid or tanh; NaN for other layers
     * @param weightGradients rms of the gradients of its weights, which are parameters of two or more axes
     */
    public record LayerReport(
            String path,
            String type,
            Size values,
            Size gradients,
            Size updates,
            double updateRatio,
            int units,
            int deadUnits,
            double saturated,
            double weightGradients) {
        /** What messages call it. */
        String label() {
            return (path.isEmpty() ? "the model" : path) + " (" + type + ")";
        }
    }

    /** What can be wrong with a layer. */
    public enum Problem {
        /** Its gradients are much smaller than those of the last layer, so that it hardly learns. */
        VANISHING,
        /** Its values, gradients or steps are, or become, much too large. */
        EXPLODING,
        /** Many of its units are 0 for all samples, so that they learn nothing any more. */
        DYING,
        /** Most of its values are where a sigmoid or tanh is flat. */
        SATURATED
    }

    /**
     * Something that is wrong with one layer.
     *
     * @param problem what it is
     * @param path of the layer
     * @param text what was seen, and what may help
     */
    public record Finding(Problem problem, String path, String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /** With copies of the lists. */
    public TrainingReport {
        layers = List.copyOf(layers);
        findings = List.copyOf(findings);
    }

    /**
     * What was seen of a layer.
     *
     * @throws IllegalArgumentException if there is none at this path
     */
    public LayerReport layer(String path) {
        Optional<LayerReport> found =
                layers.stream().filter(l -> l.path().equals(path)).findFirst();
        return found.orElseThrow(() -> new IllegalArgumentException("report: no layer is called '" + path
                + "': there are " + layers.stream().map(LayerReport::path).toList()));
    }

    /** The table and the findings. */
    public String toText() {
        List<String[]> rows = new ArrayList<>();
        rows.add(TITLES);
        layers.forEach(l -> rows.add(new String[] {
            l.path.isEmpty() ? "(model)" : l.path,
            l.type,
            text(l.values.meanAbs),
            text(l.values.rms),
            text(l.values.std),
            text(l.gradients.rms),
            text(l.updates.rms),
            text(l.updateRatio),
            l.units == 0 ? "-" : l.deadUnits + "/" + l.units,
            Double.isNaN(l.saturated) ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * l.saturated)
        }));
        StringBuilder text = new StringBuilder();
        int[] widths = new int[TITLES.length];
        rows.forEach(row -> {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        });
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String blank = " ".repeat(widths[i] - row[i].length());
                line.append(i < 2 ? row[i] + blank : blank + row[i]).append("  ");
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        findings.forEach(f -> text.append(f).append(System.lineSeparator()));
        return text.toString();
    }

    private static String text(double x) {
        return Double.isNaN(x) ? "-" : String.format(Locale.ROOT, "%.1e", x);
    }

    @Override
    public String toString() {
        return toText();
    }
}
