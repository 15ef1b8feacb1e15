package org.autodiff.internal.transforms;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.Batching;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Repetition;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.options.Mapping;

/** A function of one example, applied to a batch. */
public final class Vmap {
    private Vmap() {}

    /** The results of a function for all examples. */
    public static Tensor[] map(Function<Tensor[], Tensor[]> f, Mapping mapping, Tensor... xs) {
        Objects.requireNonNull(f, "vmap: the function is null");
        Objects.requireNonNull(xs, "vmap: the arguments are null");
        List<Integer> axes = mapping.inputs();
        if (xs.length != axes.size()) {
            throw new IllegalArgumentException("vmap: " + xs.length + " arguments, but " + axes.size() + " axes "
                    + mapping + ": must be one for each argument");
        }
        boolean[] mapped = new boolean[xs.length];
        Tensor[] batches = new Tensor[xs.length];
        int first = -1;
        for (int i = 0; i < xs.length; i++) {
            Arguments.requireNonNull("vmap", "argument", xs, i);
            mapped[i] = axes.get(i) != Mapping.SHARED;
            if (mapped[i]) {
                int axis = axis(xs, i, axes.get(i));
                first = first < 0 ? i : first;
                requireSameSize(xs, axes, first, i);
                batches[i] = axis == 0 ? xs[i] : xs[i].movedim(axis, 0);
            } else {
                batches[i] = xs[i];
            }
        }
        int size = batches[first].shape().dim(0);
        Tensor[] y = Batching.map(f, size, mapping.sameDraws() ? null : Repetition.ONCE_FOR_ALL, mapped, batches);
        return Arguments.outside(Context.current(), placed(mapping.outputs(), y));
    }

    private static int axis(Tensor[] xs, int i, int axis) {
        if (xs[i].rank() == 0) {
            throw new IllegalArgumentException("vmap: argument " + i + " is a scalar, which has no axis to map over:"
                    + " must have one for the examples, or be SHARED");
        }
        return xs[i].shape().axis("vmap: argument " + i, axis);
    }

    private static void requireSameSize(Tensor[] xs, List<Integer> axes, int a, int b) {
        int sizeA = xs[a].shape().dim(axes.get(a));
        int sizeB = xs[b].shape().dim(axes.get(b));
        if (sizeA != sizeB) {
            throw new IllegalArgumentException("vmap: argument " + a + " of shape " + xs[a].shape() + " has " + sizeA
                    + " examples along axis " + axes.get(a) + ", argument " + b + " of shape " + xs[b].shape() + " has "
                    + sizeB + " along axis " + axes.get(b) + ": must be as many");
        }
    }

    /** The results with the axis of the examples where it is wanted. */
    private static Tensor[] placed(List<Integer> axes, Tensor[] y) {
        if (axes.size() != 1 && axes.size() != y.length) {
            throw new IllegalArgumentException("vmap: " + y.length + " results, but " + axes.size()
                    + " axes for them: must be one for each, or one for all");
        }
        Tensor[] moved = new Tensor[y.length];
        for (int k = 0; k < y.length; k++) {
            int axis = axes.get(axes.size() == 1 ? 0 : k);
            int place = y[k].shape().axis("vmap: result " + k + " with its examples", axis);
            moved[k] = place == 0 ? Tensors.live(y[k]) : y[k].movedim(0, place);
        }
        return moved;
    }
}
