package org.autodiff.internal.engine;

import org.autodiff.Tensor;

/**
 * A tensor's side in forward mode: the value without the perturbation of this level, and the tangent that goes with it.
 * Primal and tangent may themselves have lower levels, or be on the tape.
 *
 * @param transform the call of {@code jvp} that this belongs to
 * @param below the primal: the value as seen from outside of that call
 * @param tangent the directional derivative, in the shape of the primal
 */
record Tangent(Transform transform, Tensor below, Tensor tangent) implements Level {
    @Override
    public Tensor afterwards() {
        return below;
    }

    @Override
    public boolean onTape() {
        return Tensors.onTape(below) || Tensors.onTape(tangent);
    }

    @Override
    public Tangent settled() {
        Tensor p = Tensors.settled(below);
        Tensor t = Tensors.settled(tangent);
        return p == below && t == tangent ? this : new Tangent(transform, p, t);
    }

    /** The primal of a tensor at the level of a call: itself, if it has no tangent there. */
    static Tensor primal(Tensor t, Transform transform) {
        return t.level instanceof Tangent here && here.transform == transform ? here.below : t;
    }

    /** Its tangent at that level; null if it has none. */
    static Tensor of(Tensor t, Transform transform) {
        return t.level instanceof Tangent here && here.transform == transform ? here.tangent : null;
    }
}
