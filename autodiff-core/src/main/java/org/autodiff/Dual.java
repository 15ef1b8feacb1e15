package org.autodiff;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A tensor's forward-mode side: the value without the perturbation of this level, and the tangent that goes with it.
 * Each call of a forward-mode transform has a level of its own, and a gate deals with the highest one first; so nested
 * derivatives are never mixed up, and primal and tangent may themselves be duals of lower levels, or be on the tape.
 *
 * @param level which call of a transform this belongs to
 * @param primal the value as seen from outside that call
 * @param tangent the directional derivative, in the shape of the primal
 */
record Dual(long level, Tensor primal, Tensor tangent) {
    private static final AtomicLong LEVELS = new AtomicLong();

    /** Whether primal or tangent can be differentiated by reverse mode, from outside of the call. */
    boolean onTape() {
        return primal.onTape() || tangent.onTape();
    }

    static long nextLevel() {
        return LEVELS.incrementAndGet();
    }

    /** The highest level among some tensors; 0 if none carries a tangent. */
    static long highest(Tensor[] tensors) {
        long level = 0;
        for (Tensor t : tensors) {
            level = t.dual == null ? level : Math.max(level, t.dual.level);
        }
        return level;
    }

    static Tensor primal(Tensor t, long level) {
        return t.dual != null && t.dual.level == level ? t.dual.primal : t;
    }

    static Tensor tangent(Tensor t, long level) {
        return t.dual != null && t.dual.level == level ? t.dual.tangent : null;
    }
}
