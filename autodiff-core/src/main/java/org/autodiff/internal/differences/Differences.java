package org.autodiff.internal.differences;

/** Estimates derivatives along a line from values. Values are computed once for all components. */
public final class Differences {
    private final Line line;
    private final double[] middle;
    private final Scale scale;

    private Differences(Line line, double[] middle, Scale scale) {
        this.line = line;
        this.middle = middle;
        this.scale = scale;
    }

    /**
     * Nothing is computed yet.
     *
     * @param middle the components at t = 0
     */
    public static Differences of(Line line, double[] middle, Scale scale) {
        return new Differences(line, middle.clone(), scale);
    }

    /**
     * The slope of one component.
     *
     * @param expected what the caller expects; agreement with it ends the search early, but never changes the value or
     *     the bar. NaN if there is nothing to expect
     */
    public Slope slope(int component, double expected) {
        throw new UnsupportedOperationException("slope " + component + " of " + middle.length + " at " + scale + line);
    }

    /** How often the line has been evaluated so far. */
    public int evaluations() {
        return 0;
    }
}
