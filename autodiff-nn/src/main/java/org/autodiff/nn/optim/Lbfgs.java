package org.autodiff.nn.optim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.autodiff.PNorm;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.nn.Model;
import org.autodiff.nn.internal.Check;

/**
 * L-BFGS, a quasi-Newton method for losses that are the same in each evaluation (of all data, or of one large batch). It
 * keeps the last moves and the changes of the gradient that came with them, and from these the product of the gradient with
 * an estimate of the inverse Hessian, all parameters together as one vector. It is no {@link Rule}, as a step needs the
 * loss several times:
 *
 * <pre>{@code
 * Lbfgs optimizer = Lbfgs.of(model, new Lbfgs.Options().strongWolfe(true));
 * for (int i = 0; i < 10; i++) {
 *     double loss = optimizer.step(() -> new Mse().apply(model.apply(x), y));
 * }
 * }</pre>
 *
 * <p>Nocedal and Wright, Numerical optimization, 2nd edition, algorithms 7.4 (two loops) and 7.5, with the initial
 * scaling of equation 7.20; the choices beyond are those of PyTorch's {@code LBFGS}: moves are remembered if the change
 * of the gradient along them is above 1e-10, and the very first step is no longer than {@code learningRate / |g|_1}
 * times the gradient. For use by one thread.
 */
public final class Lbfgs {
    /** Pairs with less curvature than this are not remembered. */
    private static final double LEAST_CURVATURE = 1e-10;

    /**
     * The choices.
     *
     * @param learningRate the length of a step without line search, or the first one that a line search tries; at least 0
     * @param maxIterations directions in each call of {@code step}, at least 1
     * @param maxEvaluations evaluations of the loss after which a call of {@code step} ends, at least 1; a line search may
     *     make one more
     * @param gradientTolerance a call ends when no number of the gradient is larger, at least 0
     * @param changeTolerance a call ends when no parameter moves by more, or the loss changes by less; at least 0
     * @param historySize how many moves are remembered, at least 1
     * @param strongWolfe whether to search along each direction for a step that satisfies the strong Wolfe conditions with
     *     1e-4 and 0.9
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
         * All of them.
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

    /**
     * A move that is remembered, as tensors that outlive the recycling of a step.
     *
     * @param move of the parameters
     * @param change of the gradient
     * @param inverse 1 / (move' change)
     * @param scale move' change / change' change, the size of the inverse Hessian along the move
     */
    private record Pair(Tensor move, Tensor change, Tensor inverse, Tensor scale) {}

    private final FlatParameters parameters;
    private final Options options;
    private final Deque<Pair> history = new ArrayDeque<>();

    /** The last move, and the gradient where it began; null before the first, and after a call that ended without one. */
    private Tensor lastMove;

    private Tensor lastGradient;
    private long iterations;
    private long evaluations;

    private Lbfgs(Map<String, Parameter> parameters, Options options) {
        this.parameters = new FlatParameters("lbfgs", parameters);
        this.options = Objects.requireNonNull(options, "lbfgs: options are null");
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

    /** A loss, and its gradient as one vector. */
    private record Evaluation(double loss, Tensor gradient) {
        double largest() {
            return Lbfgs.largest(gradient);
        }
    }

    /**
     * Moves the parameters along up to so many directions as the options allow.
     *
     * @param loss computes it from the parameters as they are; called several times, and each time the same function
     * @return the loss where the parameters were before
     * @throws IllegalArgumentException if the loss does not depend on one of the parameters
     */
    public double step(Supplier<Tensor> loss) {
        Objects.requireNonNull(loss, "lbfgs: loss is null");
        Evaluation now = evaluate(loss);
        double first = now.loss;
        int spent = 1;
        boolean done = now.largest() <= options.gradientTolerance;
        for (int i = 1; !done && i <= options.maxIterations; i++) {
            Evaluation before = now;
            iterations++;
            Tensor direction = direction(before.gradient);
            double slope = before.gradient.dot(direction).item();
            if (slope > -options.changeTolerance) {
                lastMove = null;
                break;
            }
            double t = firstLength(before.gradient);
            Tensor start = parameters.values();
            if (options.strongWolfe) {
                StrongWolfe.Found found = StrongWolfe.search(
                        s -> point(loss, start, direction, s),
                        new StrongWolfe.Point(0, before.loss, slope, before.gradient),
                        t,
                        largest(direction),
                        options.changeTolerance,
                        options.maxEvaluations - spent);
                spent += found.evaluations();
                t = found.point().t();
                now = new Evaluation(found.point().f(), found.point().gradient());
            }
            Tensor move = direction.mul(t);
            parameters.assign(start.add(move));
            lastMove = FlatParameters.kept(move);
            lastGradient = FlatParameters.kept(before.gradient);
            if (!options.strongWolfe) {
                if (i == options.maxIterations) { // what comes next will evaluate it
                    break;
                }
                now = evaluate(loss);
                spent++;
            }
            done = spent >= options.maxEvaluations
                    || now.largest() <= options.gradientTolerance
                    || largest(move) <= options.changeTolerance
                    || Math.abs(now.loss - before.loss) < options.changeTolerance;
        }
        return first;
    }

    private double firstLength(Tensor gradient) {
        double rate = options.learningRate;
        return iterations == 1 ? Math.min(1, 1 / gradient.norm(PNorm.ONE).item()) * rate : rate;
    }

    private static double largest(Tensor t) {
        return t.norm(PNorm.MAX).item();
    }

    private Evaluation evaluate(Supplier<Tensor> loss) {
        Tensor value = loss.get();
        evaluations++;
        return new Evaluation(value.item(), parameters.gradient(value.backward()));
    }

    /** The loss at a distance along a direction; the parameters are as before afterwards, even if it fails. */
    private StrongWolfe.Point point(Supplier<Tensor> loss, Tensor start, Tensor direction, double t) {
        parameters.assign(start.add(direction.mul(t)));
        try {
            Evaluation there = evaluate(loss);
            double slope = there.gradient.dot(direction).item();
            return new StrongWolfe.Point(t, there.loss, slope, there.gradient);
        } finally {
            parameters.assign(start);
        }
    }

    /** Minus the gradient times the estimate of the inverse Hessian, after the last move was remembered. */
    private Tensor direction(Tensor gradient) {
        remember(gradient);
        Tensor q = gradient.neg();
        if (history.isEmpty()) {
            return q;
        }
        Deque<Tensor> alphas = new ArrayDeque<>();
        for (Iterator<Pair> newestFirst = history.descendingIterator(); newestFirst.hasNext(); ) {
            Pair pair = newestFirst.next();
            Tensor alpha = pair.move.dot(q).mul(pair.inverse);
            q = q.sub(pair.change.mul(alpha));
            alphas.push(alpha);
        }
        Tensor r = q.mul(history.getLast().scale);
        for (Pair pair : history) {
            Tensor beta = pair.change.dot(r).mul(pair.inverse);
            r = r.add(pair.move.mul(alphas.pop().sub(beta)));
        }
        return r;
    }

    private void remember(Tensor gradient) {
        if (lastMove == null) {
            return;
        }
        Tensor change = gradient.sub(lastGradient);
        Tensor curvature = change.dot(lastMove);
        if (curvature.item() > LEAST_CURVATURE) {
            if (history.size() == options.historySize) {
                history.removeFirst();
            }
            history.addLast(new Pair(
                    lastMove,
                    FlatParameters.kept(change),
                    FlatParameters.kept(curvature.reciprocal()),
                    FlatParameters.kept(curvature.div(change.dot(change)))));
        }
    }

    /** How many directions it has gone, in all calls. */
    public long iterations() {
        return iterations;
    }

    /** How often it has evaluated the loss, in all calls. */
    public long evaluations() {
        return evaluations;
    }

    @Override
    public String toString() {
        return "Lbfgs[" + options + ", " + iterations + " iterations, " + evaluations + " evaluations]";
    }
}
