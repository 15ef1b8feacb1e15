package org.autodiff.nn.optim;

import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.nn.Model;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.optim.StrongWolfe.Point;
import org.autodiff.options.PNorm;

/**
 * L-BFGS, a quasi-Newton method for losses that are the same in each evaluation (of all data, or of one large batch).
 * It remembers the last moves and the changes of the gradient along them, and computes from these the product of the
 * gradient with an estimate of the inverse Hessian, with all parameters as one vector. It is not a {@link Rule}, as a
 * step evaluates the loss several times:
 *
 * <pre>{@code
 * Lbfgs optimizer = Lbfgs.of(model, new Lbfgs.Options().strongWolfe(true));
 * for (int i = 0; i < 10; i++) {
 *     double loss = optimizer.step(() -> new Mse().apply(model.apply(x), y));
 * }
 * }</pre>
 *
 * <p>Nocedal and Wright, Numerical optimization, 2nd edition, algorithms 7.4 (two loops) and 7.5, with the initial
 * scaling of equation 7.20; further details are those of PyTorch's {@code LBFGS}: moves are remembered if the change of
 * the gradient along them is above 1e-10, and the very first step is no longer than {@code learningRate / |g|_1} times
 * the gradient. It differs from PyTorch where that fails:
 *
 * <ul>
 *   <li>Where the loss or a number of its gradient is infinite or NaN, it counts as too high, and the move is halved
 *       until it ends lower than it began.
 *   <li>A call never ends higher than it began. Without line search a move may lead up; a call that would end higher
 *       than it began returns to its lowest point and clears the history of moves. So it also evaluates the loss where
 *       its last move ends.
 *   <li>Tolerances are meant for losses of ordinary size. If the largest number of the first gradient is below an
 *       eighth, they are multiplied by about a millionth of it. A call also ends when the loss changes by no more than
 *       its rounding.
 * </ul>
 *
 * <p>For use by one thread.
 */
public final class Lbfgs {
    /**
     * The least exponent of the largest number of the first gradient to which PyTorch's tolerances, which are absolute,
     * apply unchanged; {@link #MOST_ORDINARY} is the largest, beyond which products may overflow. Outside of these
     * limits the loss is divided by a power of two that makes the exponent {@link #SMALL_MADE}, so that tolerances are
     * relative to the first gradient.
     */
    private static final int LEAST_ORDINARY = -3;

    private static final int SMALL_MADE = 20;
    private static final int MOST_ORDINARY = 100;

    /**
     * The options.
     *
     * @param learningRate the length of a step without line search, or the first one that a line search tries; at least
     *     0
     * @param maxIterations directions in each call of {@code step}, at least 1
     * @param maxEvaluations evaluations of the loss after which a call of {@code step} ends, at least 1; a line search
     *     may exceed it by one, and by as many as it takes to find a finite value
     * @param gradientTolerance a call ends when no number of the gradient is larger, at least 0
     * @param changeTolerance a call ends when no parameter moves by more, or the loss changes by less; at least 0
     * @param historySize how many moves are remembered, at least 1
     * @param strongWolfe whether to search along each direction for a step that satisfies the strong Wolfe conditions
     *     with 1e-4 and 0.9
     */
    public record Options(
            double learningRate,
            int maxIterations,
            int maxEvaluations,
            double gradientTolerance,
            double changeTolerance,
            int historySize,
            boolean strongWolfe) {
        /**
         * All options.
         *
         * @throws IllegalArgumentException if a number is out of its range
         */
        public Options {
            Check.notNegative("lbfgs: learningRate", learningRate);
            Check.atLeast("lbfgs: maxIterations", maxIterations, 1);
            Check.atLeast("lbfgs: maxEvaluations", maxEvaluations, 1);
            Check.notNegative("lbfgs: gradientTolerance", gradientTolerance);
            Check.notNegative("lbfgs: changeTolerance", changeTolerance);
            Check.atLeast("lbfgs: historySize", historySize, 1);
        }

        /** PyTorch's: rate 1, 20 iterations, 25 evaluations, 1e-7, 1e-9, 100 moves, no line search. */
        public Options() {
            this(1, 20, 25, 1e-7, 1e-9, 100, false);
        }

        /** The same with another learning rate. */
        public Options learningRate(double learningRate) {
            return new Options(
                    learningRate,
                    maxIterations,
                    maxEvaluations,
                    gradientTolerance,
                    changeTolerance,
                    historySize,
                    strongWolfe);
        }

        /** The same with other numbers of iterations, and 5/4 as many evaluations, as in PyTorch. */
        public Options maxIterations(int maxIterations) {
            int evaluations = (int) Math.max(1, Math.min(Integer.MAX_VALUE, maxIterations * 5L / 4));
            return new Options(
                    learningRate,
                    maxIterations,
                    evaluations,
                    gradientTolerance,
                    changeTolerance,
                    historySize,
                    strongWolfe);
        }

        /** The same with another number of evaluations. */
        public Options maxEvaluations(int maxEvaluations) {
            return new Options(
                    learningRate,
                    maxIterations,
                    maxEvaluations,
                    gradientTolerance,
                    changeTolerance,
                    historySize,
                    strongWolfe);
        }

        /** The same with other tolerances. */
        public Options tolerances(double gradient, double change) {
            return new Options(learningRate, maxIterations, maxEvaluations, gradient, change, historySize, strongWolfe);
        }

        /** The same with another number of moves to remember. */
        public Options historySize(int historySize) {
            return new Options(
                    learningRate,
                    maxIterations,
                    maxEvaluations,
                    gradientTolerance,
                    changeTolerance,
                    historySize,
                    strongWolfe);
        }

        /** The same with or without a line search. */
        public Options strongWolfe(boolean strongWolfe) {
            return new Options(
                    learningRate,
                    maxIterations,
                    maxEvaluations,
                    gradientTolerance,
                    changeTolerance,
                    historySize,
                    strongWolfe);
        }
    }

    private final FlatParameters parameters;
    private final Options options;
    private final CurvatureHistory history;

    /** What losses and gradients are divided by, a power of two; 0 until the first gradient is known. */
    private double unit;

    /**
     * The last move and the gradient where it began; null before the first move, and once the move is in the history.
     */
    private Tensor lastMove;

    private Tensor lastGradient;

    /** Whether nothing is known of the curvature, so that the gradient says nothing about the length of a move. */
    private boolean unknown = true;

    /**
     * A factor on the length of such a move, halved by every call in a row that found no lower loss than it began with.
     */
    private double reach = 1;

    private long iterations;
    private long evaluations;

    private Lbfgs(Map<String, Parameter> parameters, Options options) {
        this.parameters = new FlatParameters("lbfgs", parameters);
        this.options = Objects.requireNonNull(options, "lbfgs: options are null");
        this.history = new CurvatureHistory(options.historySize);
    }

    /** An optimizer of all parameters of a model, with PyTorch's options. */
    public static Lbfgs of(Model model) {
        return of(model, new Options());
    }

    /**
     * An optimizer of all parameters of a model.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Lbfgs of(Model model, Options options) {
        return of(model.namedParameters(), options);
    }

    /**
     * An optimizer of some parameters, with the names that messages use.
     *
     * @throws IllegalArgumentException if there are none, or one is named twice
     */
    public static Lbfgs of(Map<String, Parameter> parameters, Options options) {
        return new Lbfgs(parameters, options);
    }

    /**
     * Moves the parameters along one direction after the other, at most as many as the options allow.
     *
     * @param loss computes the loss from the present parameters; called several times, always the same function
     * @return the loss before the step; after it the loss is not larger
     * @throws IllegalArgumentException if the loss is not a scalar, or does not depend on one of the parameters, or if
     *     the loss or its gradient is infinite or NaN at the present parameters; then nothing has moved
     * @throws NullPointerException if the loss is null
     */
    public double step(Supplier<Tensor> loss) {
        Objects.requireNonNull(loss, "lbfgs: loss is null");
        Point now = start(loss);
        double first = now.f();
        Point lowest = now;
        Tensor lowestValues = options.strongWolfe ? null : parameters.values(); // a line search never leads up
        int spent = 1;
        boolean done = largest(now.gradient()) <= options.gradientTolerance;
        for (int i = 1; !done && i <= options.maxIterations; i++) {
            Point before = now;
            iterations++;
            addToHistory(before.gradient());
            Tensor direction = direction(before.gradient());
            double slope = before.gradient().dot(direction).item();
            if (!(slope <= -options.changeTolerance)) {
                break;
            }
            double t = firstLength(before.gradient());
            Tensor start = parameters.values();
            Point origin = new Point(0, before.f(), slope, before.gradient());
            DoubleFunction<Point> line = s -> point(loss, start, direction, s);
            StrongWolfe.Result found = options.strongWolfe
                    ? StrongWolfe.search(
                            line,
                            origin,
                            t,
                            largest(direction),
                            options.changeTolerance,
                            options.maxEvaluations - spent)
                    : StrongWolfe.firstFinite(line, origin, t);
            now = found.point();
            // without line search, the next call evaluates the end of the last move again, and counts it
            int seen = options.strongWolfe || i < options.maxIterations ? found.evaluations() : found.evaluations() - 1;
            spent += seen;
            evaluations += seen;
            Tensor move = direction.mul(now.t());
            parameters.assign(start.add(move));
            lastMove = FlatParameters.outlivingCopy(move);
            lastGradient = FlatParameters.outlivingCopy(before.gradient());
            if (found.leftTheDomain() && now.t() == 0) { // the history gave a useless direction
                clearHistory();
            }
            if (!options.strongWolfe && now.f() < lowest.f()) {
                lowest = now;
                lowestValues = parameters.values();
            }
            double change = Math.abs(now.f() - before.f());
            done = spent >= options.maxEvaluations
                    || largest(now.gradient()) <= options.gradientTolerance
                    || largest(move) <= options.changeTolerance
                    || change < options.changeTolerance
                    || change <= 2 * Math.ulp(now.f());
        }
        if (now.f() > first) {
            parameters.assign(lowestValues);
            clearHistory(); // its directions led up
            reach = lowest.f() < first ? 1 : reach / 2;
        } else {
            reach = 1;
        }
        return first * unit;
    }

    private double firstLength(Tensor gradient) {
        double rate = options.learningRate;
        double length = unknown ? Math.min(1, 1 / gradient.norm(PNorm.ONE).item()) * rate * reach : rate;
        unknown = false;
        return length;
    }

    private static double largest(Tensor t) {
        return t.norm(PNorm.MAX).item();
    }

    /** The point where a step begins; the first one fixes the unit. */
    private Point start(Supplier<Tensor> loss) {
        Tensor value = checked(loss.get());
        Gradients gradients = value.backward();
        Tensor gradient = parameters.gradient(gradients);
        double f = value.item();
        evaluations++;
        if (!Double.isFinite(f)) {
            throw new IllegalArgumentException(
                    "lbfgs: the loss is " + f + " where the step begins, so there is no way down: nothing has moved");
        }
        parameters.requireFinite(gradients);
        if (unit == 0) {
            double slope = largest(gradient);
            int exponent = Math.getExponent(slope);
            double size = Math.scalb(1.0, exponent - SMALL_MADE);
            boolean ordinary = exponent >= LEAST_ORDINARY && exponent <= MOST_ORDINARY;
            unit = ordinary || slope == 0 || !Double.isFinite(f / size) ? 1 : size;
        }
        return new Point(0, f / unit, 0, gradient.div(unit));
    }

    private static Tensor checked(Tensor loss) {
        Objects.requireNonNull(loss, "lbfgs: the function of the loss gave null");
        if (loss.size() != 1) {
            throw new IllegalArgumentException("lbfgs: loss of shape " + loss.shape()
                    + ": must be a scalar: take its mean() or sum(), or a loss with another reduction");
        }
        if (!loss.requiresGrad()) {
            throw new IllegalArgumentException(
                    "lbfgs: the loss depends on no parameter: it must be computed from them in"
                            + " each call, not detached, and not inside NoGrad");
        }
        return loss;
    }

    /** The loss at a distance along a direction; afterwards the parameters are restored, even if it fails. */
    private Point point(Supplier<Tensor> loss, Tensor start, Tensor direction, double t) {
        parameters.assign(start.add(direction.mul(t)));
        try {
            Tensor value = checked(loss.get());
            Tensor gradient = parameters.gradient(value.backward()).div(unit);
            return new Point(t, value.item() / unit, gradient.dot(direction).item(), gradient);
        } finally {
            parameters.assign(start);
        }
    }

    /** A direction downhill: from the history, or against the gradient if the history leads up or is not finite. */
    private Tensor direction(Tensor gradient) {
        Tensor direction = history.direction(gradient);
        double slope = gradient.dot(direction).item();
        if (slope <= 0 && Double.isFinite(largest(direction))) {
            return direction;
        }
        clearHistory();
        return gradient.neg();
    }

    private void addToHistory(Tensor gradient) {
        if (lastMove != null) {
            history.add(lastMove, gradient.sub(lastGradient));
            lastMove = null; // so that it is added only once, even if what follows fails
        }
    }

    private void clearHistory() {
        history.clear();
        lastMove = null;
        unknown = true;
    }

    /** How many directions it has followed, in all calls. */
    public long iterations() {
        return iterations;
    }

    /**
     * How often it has evaluated the loss and its gradient, in all calls. Counted as in PyTorch, so without the
     * evaluation of the point where a call without line search has ended.
     */
    public long evaluations() {
        return evaluations;
    }

    @Override
    public String toString() {
        return "Lbfgs[" + options + ", " + iterations + " iterations, " + evaluations + " evaluations]";
    }
}
