package org.autodiff.gate;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * Checks what the {@code derivative} of an elementwise gate returned, before it is multiplied by the upstream gradient:
 * a larger shape would silently be summed again.
 */
final class LocalDerivative {
    private LocalDerivative() {}

    static Tensor of(Gate gate, String method, Tensor derivative, Tensor y) {
        Shape shape = y.shape();
        if (derivative == null) {
            throw new IllegalStateException(gate.name() + ": " + method
                    + " returned null: must be the local derivative, in a shape that broadcasts to that of the output, "
                    + shape + " (zero everywhere: Tensor.of(0))");
        }
        if (derivative.shape().equals(shape) || derivative.shape().broadcastsTo(shape)) {
            return derivative;
        }
        throw new IllegalStateException(gate.name() + ": " + method + " returned shape " + derivative.shape()
                + " for an output of shape " + shape + ": must be that shape, or one that broadcasts to it");
    }
}
