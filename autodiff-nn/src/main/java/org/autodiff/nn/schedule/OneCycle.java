package org.autodiff.nn.schedule;

import java.util.Objects;
import org.autodiff.nn.internal.Check;

/**
 * One cycle: from a low rate up to the largest, and down to a very small one. PyTorch's {@code OneCycleLR}, without its
 * cycle of the momentum, as the numbers of a rule are fixed. It differs where PyTorch departs from its own description:
 * in the first step if the rise takes less than a step, and in the step after the end. Smith and Topin,
 * Super-convergence: very fast training of neural networks using large learning rates, 2018.
 *
 * <p>The rate starts at {@code maxRate / divFactor}, reaches {@code maxRate} at step {@code pctStart totalSteps - 1},
 * and {@code maxRate / divFactor / finalDivFactor} at step {@code totalSteps - 1}. With three phases it is back at the
 * first rate at step {@code 2 pctStart totalSteps - 2}, and falls from there. Step 0 has the first rate even if the
 * rise ends before step 1; the largest rate then lies between two steps. Step {@code totalSteps}, for which
 * PyTorch-style training asks after its end, still has the last rate; later steps are an error.
 *
 * @param maxRate the largest rate, at least 0
 * @param totalSteps at least 1
 * @param pctStart the share of the steps in which the rate rises, in [0, 1], with three phases in [0, 0.5]
 * @param annealing the shape of each phase
 * @param divFactor above 0
 * @param finalDivFactor above 0
 * @param threePhases whether to come back to the first rate before falling further
 */
public record OneCycle(
        double maxRate,
        long totalSteps,
        double pctStart,
        Annealing annealing,
        double divFactor,
        double finalDivFactor,
        boolean threePhases)
        implements Schedule {
    /** How the rate goes from one value to another. */
    public enum Annealing {
        /** Along half a cosine. */
        COSINE {
            @Override
            double curve(double start, double end, double share) {
                return end + (start - end) / 2 * (Math.cos(Math.PI * share) + 1);
            }
        },

        /** Along a straight line. */
        LINEAR {
            @Override
            double curve(double start, double end, double share) {
                return (end - start) * share + start;
            }
        };

        abstract double curve(double start, double end, double share);

        double between(double start, double end, double share) {
            return Steps.between(start, end, share, curve(start, end, share));
        }
    }

    /**
     * A schedule with all options.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public OneCycle {
        Check.notNegative("oneCycle: maxRate", maxRate);
        Check.atLeast("oneCycle: totalSteps", totalSteps, 1);
        Check.between("oneCycle: pctStart", pctStart, 0, threePhases ? 0.5 : 1);
        Objects.requireNonNull(annealing, "oneCycle: annealing is null");
        Check.positive("oneCycle: divFactor", divFactor);
        Check.positive("oneCycle: finalDivFactor", finalDivFactor);
        Check.notNegative("oneCycle: maxRate / divFactor", maxRate / divFactor);
        Check.notNegative("oneCycle: maxRate / divFactor / finalDivFactor", maxRate / divFactor / finalDivFactor);
    }

    /** With PyTorch's numbers: a share of 0.3 to rise, cosines, factors 25 and 1e4, two phases. */
    public OneCycle(double maxRate, long totalSteps) {
        this(maxRate, totalSteps, 0.3, Annealing.COSINE, 25, 1e4, false);
    }

    /** The same with another share of the steps to rise. */
    public OneCycle pctStart(double pctStart) {
        return new OneCycle(maxRate, totalSteps, pctStart, annealing, divFactor, finalDivFactor, threePhases);
    }

    /** The same with phases of another shape. */
    public OneCycle annealing(Annealing annealing) {
        return new OneCycle(maxRate, totalSteps, pctStart, annealing, divFactor, finalDivFactor, threePhases);
    }

    /** The same with another quotient of the largest rate by the first. */
    public OneCycle divFactor(double divFactor) {
        return new OneCycle(maxRate, totalSteps, pctStart, annealing, divFactor, finalDivFactor, threePhases);
    }

    /** The same with another quotient of the first rate by the last. */
    public OneCycle finalDivFactor(double finalDivFactor) {
        return new OneCycle(maxRate, totalSteps, pctStart, annealing, divFactor, finalDivFactor, threePhases);
    }

    /** The same with three phases, or two. */
    public OneCycle threePhases(boolean threePhases) {
        return new OneCycle(maxRate, totalSteps, pctStart, annealing, divFactor, finalDivFactor, threePhases);
    }

    /**
     * The rate of a step.
     *
     * @throws IllegalArgumentException if the step is negative or above the total
     */
    @Override
    public double at(long step) {
        Steps.check(step);
        if (step > totalSteps) {
            throw new IllegalArgumentException(
                    "oneCycle: step must be at most " + totalSteps + ", the total of steps, got " + step);
        }
        double first = maxRate / divFactor;
        if (step == 0) {
            return first; // even if the rise takes less than a step
        }
        double top = pctStart * totalSteps - 1;
        if (step <= top) {
            return annealed(first, maxRate, 0, top, step);
        }
        double last = first / finalDivFactor;
        if (!threePhases) {
            return annealed(maxRate, last, top, totalSteps - 1, step);
        }
        double back = 2 * pctStart * totalSteps - 2;
        return step <= back
                ? annealed(maxRate, first, top, back, step)
                : annealed(first, last, back, totalSteps - 1, step);
    }

    private double annealed(double start, double end, double from, double to, long step) {
        return annealing.between(
                start, end, from == to ? 1 : (step - from) / (to - from)); // a phase of length 0 is over
    }
}
