package org.autodiff.internal.custom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Tensors;

/** Watches whether a rule of the program takes numbers out of the tensors it gets, and marks its result if so. */
final class NumbersTaken {
    /** The upstream gradient, or the tangents: what the rule must be linear in. */
    private final Tensor[] directions;

    private boolean any;
    private boolean ofDirections;

    NumbersTaken(Tensor... directions) {
        this.directions = directions;
    }

    <T> T watch(Supplier<T> rule) {
        Context context = Context.current();
        Consumer<Tensor> before = context.whenTaken;
        context.whenTaken = this::taken;
        try {
            return rule.get();
        } finally {
            context.whenTaken = before;
        }
    }

    private void taken(Tensor t) {
        if (!Tensors.isConstant(t)) {
            any = true;
            ofDirections |= Arrays.stream(directions).anyMatch(d -> Tensors.mayDependOn(t, d));
        }
    }

    /**
     * A derivative, which has none with respect to what numbers were taken from. Those of the arguments are not told
     * apart. Those of the directions are: a rule that does not read them can be transposed, for forward mode.
     */
    Tensor mark(String name, Tensor derivative, Tensor[] xs, Tensor y) {
        if (!any) {
            return derivative;
        }
        List<Tensor> inputs = new ArrayList<>();
        inputs.add(derivative);
        inputs.addAll(Arrays.asList(xs));
        inputs.add(y);
        if (ofDirections) {
            inputs.addAll(Arrays.asList(directions));
        }
        return Tensor.apply(new FirstOrder(name), inputs.toArray(Tensor[]::new));
    }
}
