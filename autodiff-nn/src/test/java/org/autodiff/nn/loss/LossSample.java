package org.autodiff.nn.loss;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.autodiff.Rng;
import org.autodiff.Tensor;

/**
 * A loss to check: how to make one with random options and apply it to random tensors.
 *
 * @param name the name of the sample
 * @param loss its class
 * @param draw draws a case from a generator; it may be at a kink
 */
record LossSample(String name, Class<?> loss, BiFunction<Rng, Reduction, Case> draw) {
    private static final double MARGIN = 1e-3;

    /**
     * A loss and its inputs.
     *
     * @param apply the loss of the inputs
     * @param kinks numbers that are 0 where the loss has a kink
     * @param inputs that gradients are checked for
     */
    record Case(Function<Tensor[], Tensor> apply, Function<Tensor[], Tensor> kinks, List<Tensor> inputs) {
        static Case smooth(Function<Tensor[], Tensor> apply, Tensor... inputs) {
            return new Case(apply, xs -> Tensor.of(1), List.of(inputs));
        }

        /** A case that is away from kinks, and whose loss is not 0: a hinge that is 0 has no gradient to check. */
        private boolean fits() {
            Tensor[] xs = inputs.toArray(Tensor[]::new);
            return kinks.apply(xs).abs().greater(MARGIN).all().item() == 1
                    && apply.apply(xs).any().item() == 1;
        }
    }

    Case make(Rng rng, Reduction reduction) {
        Case drawn = draw.apply(rng, reduction);
        while (!drawn.fits()) {
            drawn = draw.apply(rng, reduction);
        }
        return drawn;
    }

    @Override
    public String toString() {
        return name;
    }
}
