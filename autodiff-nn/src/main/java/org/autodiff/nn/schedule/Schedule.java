package org.autodiff.nn.schedule;

/**
 * A learning rate as a function of the step, counted from 0: {@code at(0)} is the rate of the first step. Any lambda
 * will do. Those made here are pure functions, so they may be asked for steps in any order, and they can be combined:
 *
 * <pre>{@code
 * Schedule schedule = Schedule.warmUp(0.1, 500).then(500, Schedule.cosine(0.1, 9_500));
 * Schedule halves = Schedule.cosine(0.1, 90).times(Schedule.step(1, 30, 0.5)).every(stepsPerEpoch);
 * Optimizer optimizer = Optimizer.of(model, new Adam(), schedule);
 * }</pre>
 *
 * <p>Where PyTorch has such a scheduler, the rates are those of its closed form. PyTorch itself computes most of them
 * from the rate of the step before, and so the last digits drift: by a few 1e-15 in a thousand steps.
 *
 * <p>All of them throw {@link IllegalArgumentException} for a negative step, and when they are made with a number out
 * of its range. See also {@link OneCycle}, {@link Cyclic} and {@link ReduceOnPlateau}.
 */
@FunctionalInterface
public interface Schedule {
    /**
     * The rate of a step.
     *
     * @param step at least 0
     */
    double at(long step);

    // ---- shapes

    /** A constant rate. */
    static Schedule constant(double rate) {
        return new Curves.Constant(rate);
    }

    /** {@code rate gamma^floor(t / every)}: PyTorch's {@code StepLR}. */
    static Schedule step(double rate, long every, double gamma) {
        return new Curves.Step(rate, every, gamma);
    }

    /** {@code rate gamma^k}, where k milestones are at or before the step: PyTorch's {@code MultiStepLR}. */
    static Schedule multiStep(double rate, double gamma, long... milestones) {
        return Curves.MultiStep.of(rate, gamma, milestones);
    }

    /** {@code rate gamma^t}: PyTorch's {@code ExponentialLR}. */
    static Schedule exponential(double rate, double gamma) {
        return new Curves.Exponential(rate, gamma);
    }

    /** {@code rate e^(-k t)}. */
    static Schedule exponentialDecay(double rate, double k) {
        return new Curves.ExponentialDecay(rate, k);
    }

    /** {@code rate tau / max(t, tau)}: constant up to tau, then falling as 1 / t. */
    static Schedule inverse(double rate, double tau) {
        return new Curves.Inverse(rate, tau);
    }

    /** {@code rate (1 - t / steps)^power}, and 0 from {@code steps} on: PyTorch's {@code PolynomialLR}. */
    static Schedule polynomial(double rate, long steps, double power) {
        return new Curves.Polynomial(rate, steps, power);
    }

    /**
     * A straight line from {@code rate startFactor} at step 0 to {@code rate endFactor} at step {@code steps}, and
     * constant from then on: PyTorch's {@code LinearLR}.
     */
    static Schedule linear(double rate, double startFactor, double endFactor, long steps) {
        return new Curves.Line(rate, startFactor, endFactor, steps);
    }

    /**
     * {@code rate min(1, (t + 1) / steps)}: a straight line that begins with {@code rate / steps} and reaches the rate
     * in the last of the steps. For a line that begins with a factor of the rate, as PyTorch's does, see
     * {@link #linear}.
     */
    static Schedule warmUp(double rate, long steps) {
        return new Curves.WarmUp(rate, steps);
    }

    /** Half a cosine from the rate down to 0; see {@link #cosine(double, long, double)}. */
    static Schedule cosine(double rate, long steps) {
        return cosine(rate, steps, 0);
    }

    /**
     * {@code least + (rate - least) (1 + cos(pi t / steps)) / 2}: from the rate at step 0 to the least at step
     * {@code steps}. After that it rises again, as PyTorch's {@code CosineAnnealingLR} does, unless followed by
     * {@code .then(steps, Schedule.constant(least))}. Loshchilov and Hutter, SGDR: stochastic gradient descent with
     * warm restarts, ICLR 2017, equation 5.
     */
    static Schedule cosine(double rate, long steps, double least) {
        return new Curves.Cosine(rate, steps, least);
    }

    /**
     * Half a cosine from the rate towards the least, again and again: PyTorch's {@code CosineAnnealingWarmRestarts}.
     *
     * @param first the steps of the first cosine, at least 1
     * @param factor how many times longer each one is than the one before, at least 1
     */
    static Schedule warmRestarts(double rate, long first, long factor, double least) {
        return new Curves.WarmRestarts(rate, first, factor, least);
    }

    // ---- combinations

    /**
     * This schedule for a number of steps, then another one from its own step 0: PyTorch's {@code SequentialLR}.
     *
     * @param steps at least 0
     */
    default Schedule then(long steps, Schedule next) {
        return new Combined.Then(this, steps, next);
    }

    /** The product of two schedules, one of which usually begins with 1: PyTorch's {@code ChainedScheduler}. */
    default Schedule times(Schedule factor) {
        return new Combined.Times(this, factor);
    }

    /** This schedule, multiplied by a number. */
    default Schedule times(double factor) {
        return times(constant(factor));
    }

    /**
     * Holds each rate of this schedule for a number of steps: {@code at(floor(t / steps))}. With the number of steps in
     * an epoch it becomes a schedule by epochs.
     *
     * @param steps at least 1
     */
    default Schedule every(long steps) {
        return new Combined.Every(this, steps);
    }
}
