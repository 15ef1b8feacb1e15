package org.autodiff.nn.optim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.autodiff.Tensor;

/**
 * What L-BFGS remembers: the last moves and the changes of the gradient along them. From these follows the product of a
 * vector with an estimate of the inverse Hessian. Nocedal and Wright, Numerical optimization, 2nd edition, algorithm
 * 7.4.
 */
final class CurvatureHistory {
    /** Moves with less curvature than this are not remembered. */
    private static final double LEAST_CURVATURE = 1e-10;

    /**
     * A remembered move, in tensors that outlive the recycling of a step.
     *
     * @param move of the parameters
     * @param change of the gradient
     * @param inverse 1 / (move' change)
     * @param scale move' change / change' change, the size of the inverse Hessian along the move
     */
    private record Pair(Tensor move, Tensor change, Tensor inverse, Tensor scale) {}

    private final int size;
    private final Deque<Pair> pairs = new ArrayDeque<>();

    CurvatureHistory(int size) {
        this.size = size;
    }

    void add(Tensor move, Tensor change) {
        Tensor curvature = change.dot(move);
        if (curvature.item() > LEAST_CURVATURE) {
            if (pairs.size() == size) {
                pairs.removeFirst();
            }
            pairs.addLast(new Pair(
                    move,
                    FlatParameters.outlivingCopy(change),
                    FlatParameters.outlivingCopy(curvature.reciprocal()),
                    FlatParameters.outlivingCopy(curvature.div(change.dot(change)))));
        }
    }

    void clear() {
        pairs.clear();
    }

    /** Minus the gradient times the estimate of the inverse Hessian. */
    Tensor direction(Tensor gradient) {
        Tensor q = gradient.neg();
        if (pairs.isEmpty()) {
            return q;
        }
        Deque<Tensor> alphas = new ArrayDeque<>();
        for (Iterator<Pair> newestFirst = pairs.descendingIterator(); newestFirst.hasNext(); ) {
            Pair pair = newestFirst.next();
            Tensor alpha = pair.move.dot(q).mul(pair.inverse);
            q = q.sub(pair.change.mul(alpha));
            alphas.push(alpha);
        }
        Tensor r = q.mul(pairs.getLast().scale);
        for (Pair pair : pairs) {
            Tensor beta = pair.change.dot(r).mul(pair.inverse);
            r = r.add(pair.move.mul(alphas.pop().sub(beta)));
        }
        return r;
    }
}
