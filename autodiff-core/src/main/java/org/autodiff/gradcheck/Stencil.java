package org.autodiff.gradcheck;

import java.util.HashMap;
import java.util.Map;

/** Values along a line around its middle, for several step lengths; each is computed once, for all components. */
final class Stencil {
    private final Line line;
    private final double[] middle;
    private final double step;
    private final Map<Double, double[][]> byFactor = new HashMap<>();

    /**
     * A stencil.
     *
     * @param middle the components at the middle of the line
     * @param step the step length to begin with
     */
    Stencil(Line line, double[] middle, double step) {
        this.line = line;
        this.middle = middle;
        this.step = step;
    }

    /** The derivative of one component, with the step multiplied by a power of two. */
    Estimate estimate(int component, double factor, double magnitude) {
        double h = step * factor;
        double[][] values = byFactor.computeIfAbsent(
                factor, f -> new double[][] {line.at(-2 * h), line.at(-h), middle, line.at(h), line.at(2 * h)});
        double[] f = new double[values.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = values[i][component];
        }
        return Estimate.of(f, h, magnitude);
    }
}
