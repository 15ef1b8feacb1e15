package org.autodiff.internal.engine;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;

/**
 * The level of a tensor in forward mode: its primal and its tangent. Both may themselves have lower levels, or be on
 * the tape.
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
    public Tangent map(UnaryOperator<Tensor> change) {
        Tensor p = change.apply(below);
        Tensor t = change.apply(tangent);
        return p == below && t == tangent ? this : new Tangent(transform, p, t);
    }

    @Override
    public Tangent at(Map<Transform, Transform> calls) {
        Transform other = calls.getOrDefault(transform, transform);
        return other == transform ? this : new Tangent(other, below, tangent);
    }

    @Override
    public Tangent settled() {
        return map(Tensors::settled);
    }
}
