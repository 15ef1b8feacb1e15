package org.autodiff.nn.conv;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;

/** All but the operation of the poolings into a given number of bins. */
abstract class AdaptivePool extends Layer {
    final int rows;
    final int columns;
    private final boolean lines;

    AdaptivePool(int rows, int columns, boolean lines) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(WindowText.name(getClass()) + ": size must be positive, got "
                    + WindowText.pair(lines, rows, columns));
        }
        this.rows = rows;
        this.columns = columns;
        this.lines = lines;
    }

    @Override
    protected final Tensor forward(Tensor x) {
        Shape shape = x.shape();
        if (lines) {
            require(
                    shape.rank() == 2 && shape.dim(1) > 0 || shape.rank() == 3 && shape.dim(2) > 0,
                    "(n, channels, length) or (channels, length), not empty",
                    shape);
        } else {
            require(
                    (shape.rank() == 3 || shape.rank() == 4) && shape.dim(-2) > 0 && shape.dim(-1) > 0,
                    "(n, channels, rows, columns) or (channels, rows, columns), not empty",
                    shape);
        }
        return pool(x);
    }

    /** The value; the shape has been checked. */
    abstract Tensor pool(Tensor x);

    @Override
    protected final String describe() {
        return getClass().getSimpleName() + "(" + WindowText.pair(lines, rows, columns) + ")";
    }
}
