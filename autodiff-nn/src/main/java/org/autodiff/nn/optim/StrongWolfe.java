package org.autodiff.nn.optim;

import java.util.function.DoubleFunction;
import org.autodiff.Tensor;

/**
 * A line search for a step that satisfies the strong Wolfe conditions: {@code f(t) <= f(0) + c1 t f'(0)} and {@code
 * |f'(t)| <= c2 |f'(0)|}. Nocedal and Wright, Numerical optimization, 2nd edition, algorithms 3.5 (bracketing) and 3.6
 * (zoom), with trial steps at the minimum of the cubic through two points (equation 3.59) and the safeguards of Schmidt's
 * minFunc, which PyTorch follows too.
 */
final class StrongWolfe {
    private static final double C1 = 1e-4;
    private static final double C2 = 0.9;

    /** By what factors of the last move and the last step the bracketing goes on. */
    private static final double LEAST_MORE = 0.01;

    private static final double MOST = 10;

    /** A trial closer to an end of the bracket than this share of it makes too little progress. */
    private static final double MARGIN = 0.1;

    /** The function on the line: its value and its slope in the direction, and the whole gradient there. */
    record Point(double t, double f, double slope, Tensor gradient) {}

    /** What was found, after how many evaluations. */
    record Found(Point point, int evaluations) {}

    private final DoubleFunction<Point> line;
    private final Point start;
    private final double largestMove;
    private final double tolerance;
    private final int maxTrials;

    /** Evaluations beyond the first. */
    private int trials;

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
    static Found search(
            DoubleFunction<Point> line, Point start, double t, double largestMove, double tolerance, int maxTrials) {
        StrongWolfe search = new StrongWolfe(line, start, largestMove, tolerance, maxTrials);
        Point found = search.bracket(t);
        return new Found(found, search.trials + 1);
    }

    private boolean tooHigh(Point p) {
        return p.f > start.f + C1 * p.t * start.slope;
    }

    private boolean flat(Point p) {
        return Math.abs(p.slope) <= -C2 * start.slope;
    }

    /** Goes out until a point satisfies the conditions, or one must lie between two. */
    private Point bracket(double t) {
        Point last = start;
        Point now = line.apply(t);
        while (trials < maxTrials) {
            if (tooHigh(now) || (trials > 1 && now.f >= last.f)) {
                return zoom(last, now);
            }
            if (flat(now)) {
                return now;
            }
            if (now.slope >= 0) {
                return zoom(last, now);
            }
            double next = minimum(last, now, now.t + LEAST_MORE * (now.t - last.t), now.t * MOST);
            last = now;
            now = line.apply(next);
            trials++;
        }
        return start.f <= now.f ? start : now;
    }

    /** Shrinks a bracket until a point satisfies the conditions. */
    private Point zoom(Point a, Point b) {
        Point[] ends = {a, b};
        int low = lower(ends);
        boolean littleProgress = false;
        while (trials < maxTrials && !tooShort(ends)) {
            double left = Math.min(ends[0].t, ends[1].t);
            double right = Math.max(ends[0].t, ends[1].t);
            double t = minimum(ends[0], ends[1], left, right);
            double margin = MARGIN * (right - left);
            boolean atTheEdge = Math.min(right - t, t - left) < margin;
            boolean moved = atTheEdge && (littleProgress || t >= right || t <= left);
            if (moved) {
                t = Math.abs(t - right) < Math.abs(t - left) ? right - margin : left + margin;
            }
            littleProgress = atTheEdge && !moved;
            Point now = line.apply(t);
            trials++;
            if (tooHigh(now) || now.f >= ends[low].f) {
                ends[1 - low] = now;
                low = lower(ends);
                continue;
            }
            if (flat(now)) {
                return now;
            }
            if (now.slope * (ends[1 - low].t - ends[low].t) >= 0) {
                ends[1 - low] = ends[low];
            }
            ends[low] = now;
        }
        return ends[low];
    }

    private static int lower(Point[] ends) {
        return ends[0].f <= ends[1].f ? 0 : 1;
    }

    private boolean tooShort(Point[] ends) {
        return Math.abs(ends[1].t - ends[0].t) * largestMove < tolerance;
    }

    /**
     * The minimum of the cubic with the values and slopes of two points, within bounds; their middle if there is none.
     * Nocedal and Wright, equation 3.59.
     */
    private static double minimum(Point p, Point q, double least, double most) {
        Point left = p.t <= q.t ? p : q;
        Point right = left == p ? q : p;
        double d1 = left.slope + right.slope - 3 * (left.f - right.f) / (left.t - right.t);
        double square = d1 * d1 - left.slope * right.slope;
        if (!(square >= 0)) {
            return (least + most) / 2;
        }
        double d2 = Math.sqrt(square);
        double t = right.t - (right.t - left.t) * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2));
        return Math.min(Math.max(t, least), most);
    }
}
