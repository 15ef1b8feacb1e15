package org.autodiff.nn.optim;

import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Model;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.optim.StrongWolfe.Point;
import org.autodiff.options.PNorm;

/**
 * L-BFGS, a quasi-Newton method for losses that are the same in each evaluation (of all data, or of one large batch).
 * It remembers the last moves and the changes of the gradient along them, and computes from these the product of the
 * gradient with an estimate of the inverse Hessian, with all parameters as one vector. It is not a {@link Rule}, as a
 * step evaluates the loss several times:
 *
 * <pre>{@code
 * Lbfgs optimizer = Lbfgs.builder(model).strongWolfe(true).build();
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
 * <p>{@linkplain Parameter#freeze Frozen} parameters stay where they are; when others are frozen than in the call
 * before, the history of moves is cleared.
 *
 * <p>For use by one thread.
 */
public final class Lbfgs implements Stateful {
    /**
     * The least exponent of the largest number of the first gradient to which PyTorch's tolerances, which are absolute,
     * apply unchanged; {@link #MOST_ORDINARY} is the largest, beyond which products may overflow. Outside of these
     * limits the loss is divided by a power of two that makes the exponent {@link #SMALL_MADE}, so that tolerances are
     * relative to the first gradient.
     */
    private static final int LEAST_ORDINARY = -3;

    private static final int SMALL_MADE = 20;
    private static final int MOST_ORDINARY = 100;

    private final FlatParameters parameters;
    private final LbfgsOptions options;
    private final LbfgsMemory memory;

    private Lbfgs(FlatParameters parameters, LbfgsOptions options) {
        this.parameters = parameters;
        this.options = options;
        this.memory = new LbfgsMemory(parameters, options.historySize());
    }

    /**
     * An optimizer of all parameters of a model, with PyTorch's options.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Lbfgs of(Model model) {
        return builder(model).build();
    }

    /**
     * An optimizer of all parameters of a model, with other options.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Builder builder(Model model) {
        return builder(Objects.requireNonNull(model, "lbfgs: model is null").namedParameters());
    }

    /**
     * An optimizer of some parameters, with the names that messages and the saved state use.
     *
     * @throws IllegalArgumentException if there are none, or one is named twice
     */
    public static Builder builder(Map<String, Parameter> parameters) {
        return new Builder(new FlatParameters("lbfgs", parameters));
    }

    /** The options, which begin as PyTorch's. Each method changes this builder and returns it. */
    public static final class Builder {
        private final FlatParameters parameters;
        private LbfgsOptions options = LbfgsOptions.pyTorchs();

        private Builder(FlatParameters parameters) {
            this.parameters = parameters;
        }

        /**
         * The length of a step without line search, or the first one that a line search tries: 1, if not said
         * otherwise.
         *
         * @throws IllegalArgumentException if it is negative or not finite
         */
        public Builder learningRate(double learningRate) {
            options = options.learningRate(learningRate);
            return this;
        }

        /**
         * Directions in each call of {@code step}: 20, if not said otherwise. Also sets the evaluations, to 5/4 as many
         * as in PyTorch.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public Builder maxIterations(int maxIterations) {
            options = options.maxIterations(maxIterations);
            return this;
        }

        /**
         * Evaluations of the loss after which a call of {@code step} ends: 25, if not said otherwise. A line search may
         * exceed it by one, and by as many as it takes to find a finite value.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public Builder maxEvaluations(int maxEvaluations) {
            options = options.maxEvaluations(maxEvaluations);
            return this;
        }

        /**
         * When a call ends: when no number of the gradient is larger than the first, 1e-7 if not said otherwise; or
         * when no parameter moves by more than the second, or the loss changes by less, 1e-9 if not said otherwise.
         *
         * @throws IllegalArgumentException if one is negative or not finite
         */
        public Builder tolerances(double gradient, double change) {
            options = options.tolerances(gradient, change);
            return this;
        }

        /**
         * How many moves are remembered: 100, if not said otherwise.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public Builder historySize(int historySize) {
            options = options.historySize(historySize);
            return this;
        }

        /**
         * Whether to search along each direction for a step that satisfies the strong Wolfe conditions with 1e-4 and
         * 0.9: not, if not said otherwise.
         */
        public Builder strongWolfe(boolean strongWolfe) {
            options = options.strongWolfe(strongWolfe);
            return this;
        }

        /** A new optimizer. */
        public Lbfgs build() {
            return new Lbfgs(parameters, options);
        }
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
        memory.begin();
        Point now = start(loss);
        double first = now.f();
        Point lowest = now;
        Tensor lowestValues = options.strongWolfe() ? null : parameters.values(); // a line search never leads up
        int spent = 1;
        boolean done = largest(now.gradient()) <= options.gradientTolerance();
        for (int i = 1; !done && i <= options.maxIterations(); i++) {
            Point before = now;
            memory.iterations++;
            memory.addToHistory(before.gradient());
            Tensor direction = direction(before.gradient());
            double slope = before.gradient().dot(direction).item();
            if (!(slope <= -options.changeTolerance())) {
                break;
            }
            double t = firstLength(before.gradient());
            Tensor start = parameters.values();
            Point origin = new Point(0, before.f(), slope, before.gradient());
            DoubleFunction<Point> line = s -> point(loss, start, direction, s);
            StrongWolfe.Result found = options.strongWolfe()
                    ? StrongWolfe.search(
                            line,
                            origin,
                            t,
                            largest(direction),
                            options.changeTolerance(),
                            options.maxEvaluations() - spent)
                    : StrongWolfe.firstFinite(line, origin, t);
            now = found.point();
            // without line search, the next call evaluates the end of the last move again, and counts it
            int seen = options.strongWolfe() || i < options.maxIterations()
                    ? found.evaluations()
                    : found.evaluations() - 1;
            spent += seen;
            memory.evaluations += seen;
            Tensor move = direction.mul(now.t());
            parameters.assign(start.add(move));
            memory.moved(move, before.gradient());
            if (found.leftTheDomain() && now.t() == 0) { // the history gave a useless direction
                memory.clear();
            }
            if (!options.strongWolfe() && now.f() < lowest.f()) {
                lowest = now;
                lowestValues = parameters.values();
            }
            double change = Math.abs(now.f() - before.f());
            done = spent >= options.maxEvaluations()
                    || largest(now.gradient()) <= options.gradientTolerance()
                    || largest(move) <= options.changeTolerance()
                    || change < options.changeTolerance()
                    || change <= 2 * Math.ulp(now.f());
        }
        if (now.f() > first) {
            parameters.assign(lowestValues);
            memory.clear(); // its directions led up
            memory.reach = lowest.f() < first ? 1 : memory.reach / 2;
        } else {
            memory.reach = 1;
        }
        return first * memory.unit;
    }

    private double firstLength(Tensor gradient) {
        double rate = options.learningRate();
        double length =
                memory.unknown ? Math.min(1, 1 / gradient.norm(PNorm.ONE).item()) * rate * memory.reach : rate;
        memory.unknown = false;
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
        memory.evaluations++;
        if (!Double.isFinite(f)) {
            throw new IllegalArgumentException(
                    "lbfgs: the loss is " + f + " where the step begins, so there is no way down: nothing has moved");
        }
        parameters.requireFinite(gradients);
        if (memory.unit == 0) {
            double slope = largest(gradient);
            int exponent = Math.getExponent(slope);
            double size = Math.scalb(1.0, exponent - SMALL_MADE);
            boolean ordinary = exponent >= LEAST_ORDINARY && exponent <= MOST_ORDINARY;
            memory.unit = ordinary || slope == 0 || !Double.isFinite(f / size) ? 1 : size;
        }
        return new Point(0, f / memory.unit, 0, gradient.div(memory.unit));
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
            Tensor gradient = parameters.gradient(value.backward()).div(memory.unit);
            return new Point(
                    t, value.item() / memory.unit, gradient.dot(direction).item(), gradient);
        } finally {
            parameters.assign(start);
        }
    }

    /** A direction downhill: from the history, or against the gradient if the history leads up or is not finite. */
    private Tensor direction(Tensor gradient) {
        Tensor direction = memory.history.direction(gradient);
        double slope = gradient.dot(direction).item();
        if (slope <= 0 && Double.isFinite(largest(direction))) {
            return direction;
        }
        memory.clear();
        return gradient.neg();
    }

    /** How many directions it has followed, in all calls. */
    public long iterations() {
        return memory.iterations;
    }

    /**
     * How often it has evaluated the loss and its gradient, in all calls. Counted as in PyTorch, so without the
     * evaluation of the point where a call without line search has ended.
     */
    public long evaluations() {
        return memory.evaluations;
    }

    /**
     * All that it remembers from call to call: how many directions and evaluations there were, which parameters were
     * frozen, and of each parameter
     * the moves in the history ({@code 0.weight.moves}, one after the other along the first axis), the changes of its
     * gradient along them, and the last move. The values of the parameters are those of the model, and not included.
     */
    @Override
    public Map<String, NdArray> state() {
        return memory.state();
    }

    /**
     * Continues where another one of the same parameters and options stopped: together with the values of the
     * parameters then, every further step gives the same bits.
     */
    @Override
    public void load(Map<String, NdArray> state) {
        memory.load(state);
    }

    @Override
    public String toString() {
        return "Lbfgs[" + options + ", " + memory.iterations + " iterations, " + memory.evaluations + " evaluations]";
    }
}
