package org.autodiff.internal.differences;

import java.util.List;
import org.autodiff.internal.differences.Slope.Kind;

/**
 * Estimates derivatives along a line from values, each with an error bar that holds, or says that it cannot.
 *
 * <p>Central differences with a {@link Ladder} of steps, coarse to fine, have two errors: truncation, which falls with
 * the step, and noise, which grows when the step falls. Nobody knows in advance where they meet (Press, Teukolsky,
 * Vetterling, Flannery: Numerical Recipes, section 5.7), and both can deceive. So:
 *
 * <ol>
 *   <li>{@link EarlyEnd}: where three unrelated rungs agree with each other and with what was expected, that is all;
 *   <li>{@link Windows}: else every rung with its neighbours gives a value (Richardson's extrapolation) and a bar, made
 *       of the truncation that is seen and the noise that the finer rungs show. Noise is measured, not assumed (Moré,
 *       Wild: Estimating computational noise; SIAM J. Sci. Comput. 33, 2011), here from the rungs themselves;
 *   <li>{@link Choice}: the shortest bar decides. But a finer window that contradicts it is right: the coarse rungs
 *       were an alias, or beyond a kink;
 *   <li>{@link Jumps}, {@link Seam}: unless the function is made of steps: then the coarse rungs are right;
 *   <li>the same for the part of the function that is even around the middle: its slope is half of the kink.
 * </ol>
 *
 * <p>Values are computed once for all components. Not thread-safe.
 *
 * <p>When not to use it: where the function can be evaluated with dual or complex numbers, they give the derivative
 * without a step (Squire, Trapp: Using complex variables to estimate derivatives of real functions; SIAM Review 40,
 * 1998).
 */
public final class Differences {
    /** A relative error bar that is short enough. */
    private static final double PRECISE = 1e-6;

    private static final double NEARLY = 1e-2;

    private final Values values;
    private final Scale scale;
    private final double[] steps;

    private Differences(Line line, double[] middle, Scale scale) {
        this.values = new Values(line, middle);
        this.scale = scale;
        this.steps = Ladder.steps(scale);
    }

    /**
     * Nothing is computed yet.
     *
     * @param middle the components at t = 0
     */
    public static Differences of(Line line, double[] middle, Scale scale) {
        return new Differences(line, middle, scale);
    }

    /**
     * The slope of one component.
     *
     * @param expected what the caller expects; agreement with it ends the search early, and near misses make it
     *     look more closely. It never draws the value towards itself. NaN if there is nothing to expect
     */
    public Slope slope(int component, double expected) {
        if (!Double.isFinite(values.at(0, component))) {
            return Slope.unknown(Kind.NOT_FINITE, List.of());
        }
        Slope early = EarlyEnd.of(values, component, scale, steps, expected);
        if (early != null) {
            return early;
        }
        Slope slope = new Component(values, component, scale, steps).slope();
        if (scale.position() == 0 && !(slope.errorBar() < Double.POSITIVE_INFINITY)) {
            double[] finer = Ladder.aroundZero(values, component);
            Slope steep = finer == null ? slope : new Component(values, component, scale, finer).slope();
            return steep.kind() == Kind.SMOOTH ? steep : slope;
        }
        if (slope.kind() != Kind.SMOOTH && slope.kind() != Kind.NOISY) {
            return slope;
        }
        double size = Math.abs(slope.value());
        double distance = Math.abs(slope.value() - expected);
        boolean imprecise = slope.errorBar() > PRECISE * size;
        // A slope that is off by little may be that of an inner solver: its jumps are looked for farther away.
        boolean nearly = distance > PRECISE * size + slope.errorBar() && distance < NEARLY * size;
        if (!imprecise && !nearly) {
            return slope;
        }
        Slope wider = new Component(values, component, scale, Ladder.widened(steps, scale)).slope();
        if (wider.kind() != Kind.SMOOTH && wider.kind() != Kind.NOISY) {
            return slope;
        }
        boolean consistent = Math.abs(wider.value() - slope.value()) <= slope.errorBar() + wider.errorBar();
        boolean solver = nearly && wider.kind() == Kind.NOISY;
        boolean better = wider.kind() == Kind.SMOOTH || wider.kind() == slope.kind();
        return consistent && (solver || better && wider.errorBar() < slope.errorBar()) ? wider : slope;
    }

    /** How often the line has been evaluated so far. */
    public int evaluations() {
        return values.evaluations();
    }
}
