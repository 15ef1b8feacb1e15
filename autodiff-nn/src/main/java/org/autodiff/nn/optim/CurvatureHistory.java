package org.autodiff.nn.optim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
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
            pairs.addLast(pair(move, change, curvature));
        }
    }

    private static Pair pair(Tensor move, Tensor change, Tensor curvature) {
        return new Pair(
                move,
                FlatParameters.outlivingCopy(change),
                FlatParameters.outlivingCopy(curvature.reciprocal()),
                FlatParameters.outlivingCopy(curvature.div(change.dot(change))));
    }

    void clear() {
        pairs.clear();
    }

    /** How many moves it holds at most. */
    int size() {
        return size;
    }

    /** The moves, the oldest first. */
    List<Tensor> moves() {
        return pairs.stream().map(Pair::move).toList();
    }

    /** The changes of the gradient along them. */
    List<Tensor> changes() {
        return pairs.stream().map(Pair::change).toList();
    }

    /** Replaces everything by what another history remembered. */
    void set(List<Tensor> moves, List<Tensor> changes) {
        pairs.clear();
        for (int i = 0; i < moves.size(); i++) {
            Tensor change = changes.get(i);
            pairs.addLast(pair(moves.get(i), change, change.dot(moves.get(i))));
        }
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
