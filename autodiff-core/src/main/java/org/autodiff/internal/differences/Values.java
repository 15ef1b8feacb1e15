package org.autodiff.internal.differences;

import java.util.HashMap;
import java.util.Map;

/** The values of a line, each computed once for all components. */
final class Values {
    private final Line line;
    private final double[] middle;
    private final Map<Double, double[]> known = new HashMap<>();

    Values(Line line, double[] middle) {
        this.line = line;
        this.middle = middle.clone();
    }

    double at(double t, int component) {
        if (t == 0) {
            return middle[component];
        }
        double[] values = known.computeIfAbsent(t, line::at);
        if (values.length != middle.length) {
            throw new IllegalArgumentException("differences: the line has " + middle.length + " components at 0, but "
                    + values.length + " at " + t);
        }
        return values[component];
    }

    int evaluations() {
        return known.size();
    }
}
