package org.autodiff.nn.init;

import org.autodiff.Linalg;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Initial matrices whose numbers depend on each other. */
final class Matrices {
    private Matrices() {}

    static NdArray orthogonal(Shape shape, double gain, Rng rng) {
        if (shape.rank() < 2) {
            throw new IllegalArgumentException("orthogonal: needs at least 2 axes, got shape " + shape);
        }
        int rows = shape.dim(0);
        int columns = shape.sizeOf(1, shape.rank());
        if (shape.size() == 0) {
            return NdArray.zeros(shape);
        }
        boolean wide = rows < columns;
        Shape tall = wide ? Shape.of(columns, rows) : Shape.of(rows, columns);
        Linalg.Qr qr = Linalg.qr(Tensor.of(rng.normal(tall, 0, 1)));
        // With a positive diagonal of r, the distribution over orthogonal matrices is uniform (Mezzadri 2007).
        Tensor signs = qr.r().diagonal().greaterEqual(0).mul(2).sub(1);
        Tensor q = qr.q().mul(signs);
        return (wide ? q.transpose() : q).mul(gain).reshape(shape).value();
    }

    static NdArray identity(Shape shape) {
        requireMatrix("identity", shape);
        int columns = shape.dim(1);
        return NdArray.build(shape, data -> {
            for (int i = 0; i < Math.min(shape.dim(0), columns); i++) {
                data[i * columns + i] = 1;
            }
        });
    }

    static NdArray dirac(Shape shape, int groups) {
        if (shape.rank() < 3 || shape.dim(0) % groups != 0) {
            throw new IllegalArgumentException("dirac: needs filters (out, in, ...) whose outputs " + groups
                    + (groups == 1 ? " group divides" : " groups divide") + ", got shape " + shape);
        }
        int window = shape.sizeOf(2, shape.rank());
        int middle = 0;
        for (int axis = 2; axis < shape.rank(); axis++) {
            middle = middle * shape.dim(axis) + shape.dim(axis) / 2;
        }
        int at = middle;
        int perGroup = shape.dim(0) / groups;
        return NdArray.build(shape, data -> {
            for (int group = 0; group < groups; group++) {
                for (int i = 0; i < Math.min(perGroup, shape.dim(1)); i++) {
                    data[((group * perGroup + i) * shape.dim(1) + i) * window + at] = 1;
                }
            }
        });
    }

    static NdArray sparse(Shape shape, double zeros, double deviation, Rng rng) {
        requireMatrix("sparse", shape);
        int rows = shape.dim(0);
        int columns = shape.dim(1);
        int empty = (int) Math.ceil(zeros * rows);
        return NdArray.build(shape, data -> {
            for (int column = 0; column < columns; column++) {
                int[] order = rng.permutation(rows);
                for (int i = empty; i < rows; i++) {
                    data[order[i] * columns + column] = deviation * rng.nextGaussian();
                }
            }
        });
    }

    private static void requireMatrix(String initializer, Shape shape) {
        if (shape.rank() != 2) {
            throw new IllegalArgumentException(initializer + ": needs a matrix, got shape " + shape);
        }
    }
}
