package org.autodiff;

/**
 * A tensor's forward-mode side: the value without the perturbation of this level, and the tangent that goes with it.
 * Each call of a forward-mode transform is a level of its own, and a gate deals with the highest one first; so nested
 * derivatives are never mixed up, and primal and tangent may themselves be duals of lower levels, or be on the tape.
 *
 * @param level the call of a transform that this belongs to; once that is over, only the primal counts
 * @param primal the value as seen from outside that call
 * @param tangent the directional derivative, in the shape of the primal
 */
record Dual(Transform level, Tensor primal, Tensor tangent) {
    /** Whether primal or tangent can be differentiated by reverse mode, from outside of the call. */
    boolean onTape() {
        return primal.onTape() || tangent.onTape();
    }

    /** The same without what ended transforms have left in it. */
    Dual settled() {
        Tensor p = primal.settled();
        Tensor t = tangent.settled();
        return p == primal && t == tangent ? this : new Dual(level, p, t);
    }

    /** The highest level among some tensors; null if none carries a tangent. */
    static Transform highest(Tensor[] tensors) {
        Transform level = null;
        for (Tensor t : tensors) {
            if (t.dual != null && (level == null || t.dual.level.id > level.id)) {
                level = t.dual.level;
            }
        }
        return level;
    }

    static Tensor primal(Tensor t, Transform level) {
        return t.dual != null && t.dual.level == level ? t.dual.primal : t;
    }

    static Tensor tangent(Tensor t, Transform level) {
        return t.dual != null && t.dual.level == level ? t.dual.tangent : null;
    }
}
