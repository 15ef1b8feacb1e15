package org.autodiff.nn.conv;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;

/**
 * The means of so many bins of each channel, whatever the size: {@code (n, channels, h, w) -> (n, channels, rows,
 * columns)}, or both without n. Bin (i, j) has the rows from {@code floor(i h / rows)} to {@code ceil((i + 1) h / rows)},
 * exclusive, and the columns likewise. See {@link Tensor#adaptiveAvgPool2d}. {@code of(1, 1)} is the mean of each
 * channel, global average pooling.
 */
public final class AdaptiveAvgPool2d extends Layer {
    private final int rows;
    private final int columns;

    private AdaptiveAvgPool2d(int rows, int columns) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "adaptiveAvgPool2d: size must be positive, got " + rows + " x " + columns);
        }
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * So many bins.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static AdaptiveAvgPool2d of(int rows, int columns) {
        return new AdaptiveAvgPool2d(rows, columns);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape shape = x.shape();
        require(
                (shape.rank() == 3 || shape.rank() == 4) && shape.dim(-2) > 0 && shape.dim(-1) > 0,
                "(n, channels, rows, columns) or (channels, rows, columns), not empty",
                shape);
        return x.adaptiveAvgPool2d(rows, columns);
    }

    @Override
    protected String describe() {
        return "AdaptiveAvgPool2d(" + rows + " x " + columns + ")";
    }
}
