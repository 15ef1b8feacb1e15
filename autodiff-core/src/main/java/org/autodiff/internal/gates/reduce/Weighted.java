package org.autodiff.internal.gates.reduce;

import org.autodiff.Tensor;
import org.autodiff.gate.AlongAxes;
import org.autodiff.gate.Saved;
import org.autodiff.gate.UnaryGate;
import org.autodiff.ndarray.Shape;

/**
 * A reduction, over axes that stay with size 1, whose small change is a weighted sum of the changes of its elements:
 * both modes follow from the weights.
 */
interface Weighted extends UnaryGate, AlongAxes {
    /** The derivative of the output with respect to each element of the input. */
    Tensor weight(Tensor x, Tensor y);

    @Override
    default Shape shape(Shape x) {
        return x.reduce(axes(), true);
    }

    @Override
    default Tensor backward(Tensor x, Tensor y, Tensor upstream) {
        return upstream.chain(weight(x, y));
    }

    @Override
    default Tensor[] jvp(Saved saved, Tensor[] tangents) {
        Tensor moved = tangents[0].chain(weight(saved.input(0), saved.output(0)));
        return new Tensor[] {new Reduction.Sum(axes()).on(moved)};
    }
}
