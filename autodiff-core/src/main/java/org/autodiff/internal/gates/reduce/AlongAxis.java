package org.autodiff.internal.gates.reduce;

import org.autodiff.gate.AlongAxes;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.Axes;

/** A gate along one axis. */
interface AlongAxis extends AlongAxes {
    int axis();

    /** The same along another axis. */
    Gate along(int axis);

    @Override
    default Axes axes() {
        return Axes.single(axis());
    }

    @Override
    default Gate along(Axes axes) {
        return along(axes.get(0));
    }
}
