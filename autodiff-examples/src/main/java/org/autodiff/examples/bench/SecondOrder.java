package org.autodiff.examples.bench;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;

/** A derivative of a function of one argument that is no gradient: of second order, or a Jacobian. */
record SecondOrder(
        String variant, String name, Function<Tensor, Tensor> function, Tensor at, Supplier<Tensor> derivative)
        implements Work {
    @Override
    public void run() {
        int size = Autodiff.step(() -> derivative.get().size());
        if (size == 0) {
            throw new IllegalStateException(name + " is empty");
        }
    }

    @Override
    public Result result() {
        return new Result(function.apply(at).item(), Map.of(name, derivative.get()));
    }

    @Override
    public Amount amount() {
        return Amount.NONE;
    }
}
