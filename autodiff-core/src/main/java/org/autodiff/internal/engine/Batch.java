package org.autodiff.internal.engine;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * The level of a tensor within a call that maps a function over a batch: the function sees one example, of which nobody
 * can read the numbers; below it stands the whole batch, with one more leading axis.
 *
 * @param transform the call of {@code vmap} that this belongs to
 * @param below all examples, along the leading axis
 * @param axis the leading axis as a shape of its own
 */
record Batch(Transform transform, Tensor below, Shape axis) implements Level {
    Batch(Transform transform, Tensor below) {
        this(transform, below, Shape.of(below.shape().dim(0)));
    }

    /** Another tensor of the same batch. */
    Batch with(Tensor all) {
        return new Batch(transform, all, axis);
    }

    /** How many examples there are. */
    int size() {
        return axis.size();
    }

    @Override
    public Tensor afterwards() {
        throw new IllegalStateException(
                "a tensor of shape " + below.shape().dropFirst(1) + " was one example of a batch"
                        + " within a mapped function (vmap), which is over: return it from the function");
    }

    @Override
    public boolean onTape() {
        return Tensors.onTape(below);
    }

    @Override
    public Batch map(UnaryOperator<Tensor> change) {
        Tensor b = change.apply(below);
        return b == below ? this : with(b);
    }

    @Override
    public Batch at(Map<Transform, Transform> calls) {
        Transform other = calls.getOrDefault(transform, transform);
        return other == transform ? this : new Batch(other, below);
    }

    @Override
    public Batch settled() {
        return map(Tensors::settled);
    }
}
