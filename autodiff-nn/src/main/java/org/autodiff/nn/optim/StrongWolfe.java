package org.autodiff.nn.optim;

import java.util.function.DoubleFunction;
import org.autodiff.Tensor;

/**
 * A line search for a step that satisfies the strong Wolfe conditions: {@code f(t) <= f(0) + c1 t f'(0)} and
 * {@code |f'(t)| <= c2 |f'(0)|}. Nocedal and Wright, Numerical optimization, 2nd edition, algorithms 3.5 (bracketing)
 * and 3.6 (zoom), with trial steps at the minimum of the cubic through two points (equation 3.59). The book does not
 * say how far a trial may be from the last one, or what to do with a trial too near to an end of the bracket. The
 * limits here are those of Schmidt's minFunc, which PyTorch's search uses too, so both take the same steps.
 */
final class StrongWolfe {
    private static final double C1 = 1e-4;
    private static final double C2 = 0.9;

    /** The least and the largest next step while bracketing, as factors of the last move and of the last step. */
    private static final double LEAST_MORE = 0.01;

    private static final double MOST = 10;

    /** A trial that is closer to an end of the bracket than this share of its length makes too little progress. */
    private static final double MARGIN = 0.1;

    /** How often a step is halved in search of finite values; after that it is negligible. */
    private static final int MOST_HALVINGS = 64;

    /**
     * The function on the line: its value and its slope in the direction, and the whole gradient there. Where one of
     * these is infinite or NaN, the value is infinite, which is higher than any other.
     */
    record Point(double t, double f, double slope, Tensor gradient) {
        Point {
            boolean finite = Double.isFinite(f) && Norms.areFinite(gradient);
            f = finite ? f : Double.POSITIVE_INFINITY;
        }

        boolean isFinite() {
            return f < Double.POSITIVE_INFINITY;
        }
    }

    /** The point that was found, the number of evaluations, and whether one of them was not finite. */
    record Result(Point point, int evaluations, boolean leftTheDomain) {}

    private final DoubleFunction<Point> line;
    private final Point start;
    private final double largestMove;
    private final double tolerance;
    private final int maxTrials;

    /** Evaluations beyond the first. */
    private int trials;

    private boolean leftTheDomain;

    private StrongWolfe(DoubleFunction<Point> line, Point start, double largestMove, double tolerance, int maxTrials) {
        this.line = line;
        this.start = start;
        this.largestMove = largestMove;
        this.tolerance = tolerance;
        this.maxTrials = maxTrials;
    }

    /**
     * Searches from a point with negative slope.
     *
     * @param line gives the points of the line
     * @param start at t = 0
     * @param t the first step to try
     * @param largestMove the largest number of the direction
     * @param tolerance a bracket in which no number moves by more is not divided
     * @param maxTrials evaluations beyond the first
     */
    static Result search(
            DoubleFunction<Point> line, Point start, double t, double largestMove, double tolerance, int maxTrials) {
        StrongWolfe search = new StrongWolfe(line, start, largestMove, tolerance, maxTrials);
        Point found = search.bracket(t);
        return new Result(found, search.trials + 1, search.leftTheDomain);
    }

    /**
     * Takes the first step without a search. If the function is not finite there, halves the step until it leads down;
     * returns the start if no step does.
     */
    static Result firstFinite(DoubleFunction<Point> line, Point start, double t) {
        Point point = line.apply(t);
        boolean left = !point.isFinite();
        int evaluations = 1;
        double length = t;
        while (left && !(point.f < start.f) && evaluations <= MOST_HALVINGS) {
            length /= 2;
            point = line.apply(length);
            evaluations++;
        }
        return new Result(left && !(point.f < start.f) ? start : point, evaluations, left);
    }

    private Point at(double t) {
        Point point = line.apply(t);
        leftTheDomain |= !point.isFinite();
        return point;
    }

    private boolean tooHigh(Point p) {
        return p.f > start.f + C1 * p.t * start.slope;
    }

    private boolean flat(Point p) {
        return Math.abs(p.slope) <= -C2 * start.slope;
    }

    /**
     * Algorithm 3.5: takes larger and larger steps until a point satisfies the conditions, or one must lie between two
     * points. Whether the function rises again is asked from the second trial on in the book, and from the third here,
     * so that the steps are PyTorch's.
     */
    private Point bracket(double t) {
        Point last = start;
        Point now = at(t);
        while (trials < maxTrials && now.isFinite()) {
            boolean risesAgain = trials > 1 && now.f >= last.f;
            if (tooHigh(now) || risesAgain) {
                return zoom(new Bracket(last, now));
            }
            if (flat(now)) {
                return now;
            }
            if (now.slope >= 0) {
                return zoom(new Bracket(last, now));
            }
            double next = minimum(last, now, now.t + LEAST_MORE * (now.t - last.t), now.t * MOST);
            last = now;
            now = at(next);
            trials++;
        }
        if (!now.isFinite()) {
            return zoom(new Bracket(last, now));
        }
        return start.f <= now.f ? start : now;
    }

    /** Algorithm 3.6: shrinks a bracket until a point satisfies the conditions. */
    private Point zoom(Bracket bracket) {
        boolean wasNear = false; // the last trial was near an end, which is accepted once, but not twice in a row
        while (mayTry(bracket) && bracket.width() * largestMove >= tolerance) {
            double lowest = minimum(bracket.first, bracket.second, bracket.left(), bracket.right());
            double inside = bracket.inside(lowest);
            boolean near = inside != lowest;
            boolean moved = near && (wasNear || bracket.endsAt(lowest));
            wasNear = near && !moved;
            Point trial = at(moved ? inside : lowest);
            trials++;
            Point low = bracket.low();
            if (tooHigh(trial) || trial.f >= low.f) {
                bracket = bracket.with(low, trial);
            } else if (flat(trial)) {
                return trial;
            } else {
                boolean risesToHigh = trial.slope * (bracket.high().t - low.t) >= 0;
                bracket = bracket.with(trial, risesToHigh ? low : bracket.high());
            }
        }
        return bracket.low();
    }

    /**
     * Halves beyond the limit of trials until a point is found, since the next search would begin with the same steps.
     */
    private boolean mayTry(Bracket bracket) {
        boolean nothingYet = bracket.low().t == 0 && !bracket.high().isFinite();
        return trials < (nothingYet ? Math.max(maxTrials, MOST_HALVINGS) : maxTrials);
    }

    /**
     * Two points with one between them that satisfies the conditions. If they are equally low, the first is
     * {@link #low}.
     */
    private record Bracket(Point first, Point second) {
        boolean firstIsLow() {
            return first.f <= second.f;
        }

        Point low() {
            return firstIsLow() ? first : second;
        }

        Point high() {
            return firstIsLow() ? second : first;
        }

        /** A bracket of another low and high point, each in the place of the old one. */
        Bracket with(Point low, Point high) {
            return firstIsLow() ? new Bracket(low, high) : new Bracket(high, low);
        }

        double left() {
            return Math.min(first.t, second.t);
        }

        double right() {
            return Math.max(first.t, second.t);
        }

        double width() {
            return right() - left();
        }

        boolean endsAt(double t) {
            return t <= left() || t >= right();
        }

        /** The nearest step that is far enough from both ends. */
        double inside(double t) {
            double margin = MARGIN * width();
            return Math.min(Math.max(t, left() + margin), right() - margin);
        }
    }

    /**
     * The minimum of the cubic with the values and slopes of two points, within bounds; the middle of the bounds if
     * there is no minimum, or a value is not finite. Nocedal and Wright, equation 3.59.
     */
    private static double minimum(Point p, Point q, double least, double most) {
        if (!p.isFinite() || !q.isFinite()) {
            return (least + most) / 2;
        }
        Point left = p.t <= q.t ? p : q;
        Point right = left == p ? q : p;
        double d1 = left.slope + right.slope - 3 * (left.f - right.f) / (left.t - right.t);
        double square = d1 * d1 - left.slope * right.slope;
        if (!(square >= 0 && square < Double.POSITIVE_INFINITY)) {
            return (least + most) / 2;
        }
        double d2 = Math.sqrt(square);
        double t = right.t - (right.t - left.t) * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2));
        return Math.min(Math.max(t, least), most);
    }
}
