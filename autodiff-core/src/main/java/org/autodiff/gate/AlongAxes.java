package org.autodiff.gate;

import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Shape;

/**
 * A gate that works along some axes of its inputs, for each place in the others by itself: a sum, softmax, a sort, a
 * cumulative sum. With more leading axes it does the same along axes that lie so much further back; so one rule serves
 * batches of all these gates. The axes are a component of the record; {@code shape} refuses those that the input does
 * not have:
 *
 * <pre>{@code
 * record Unit(Axes axes) implements UnaryGate, AlongAxes {
 *     public Gate along(Axes other) { return new Unit(other); }
 *     ...
 * }
 * new Unit(Axes.of("unit", x.shape(), -1)).on(x)
 * }</pre>
 */
public interface AlongAxes extends Gate {
    /** The axes along which it works, counted from 0. */
    Axes axes();

    /** The same along other axes, as many. */
    Gate along(Axes axes);

    @Override
    default Gate behind(Shape batch) {
        return along(axes().shifted(batch.rank()));
    }
}
