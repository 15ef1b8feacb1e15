package org.autodiff.sparse;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.ndarray.Shape;

/** A function of tensors as a function of one vector, its elements one after the other, that gives a vector. */
final class Flattened {
    private final String operation;
    private final TensorFunction f;
    private final Shape[] shapes;
    private final int size;

    Flattened(String operation, TensorFunction f, Tensor... like) {
        Objects.requireNonNull(like, operation + ": the arguments are null");
        if (like.length == 0) {
            throw new IllegalArgumentException(operation + ": needs at least one argument");
        }
        this.operation = operation;
        this.f = f;
        shapes = Arrays.stream(like)
                .map(x -> Objects.requireNonNull(x, operation + ": an argument is null"))
                .map(Tensor::shape)
                .toArray(Shape[]::new);
        size = Math.toIntExact(Arrays.stream(shapes).mapToLong(Shape::size).sum());
    }

    /** How many elements the arguments have. */
    int size() {
        return size;
    }

    /** Arguments as one vector, a constant. */
    Tensor flat(Tensor... xs) {
        Objects.requireNonNull(xs, operation + ": the arguments are null");
        Shape[] given = Arrays.stream(xs)
                .map(x -> Objects.requireNonNull(x, operation + ": an argument is null"))
                .map(Tensor::shape)
                .toArray(Shape[]::new);
        if (!Arrays.equals(given, shapes)) {
            throw new IllegalArgumentException(operation + ": prepared for arguments of shape "
                    + Compressed.shapes(shapes) + ", got " + Compressed.shapes(given));
        }
        Tensor[] parts =
                Arrays.stream(xs).map(x -> x.detach().reshape(x.size())).toArray(Tensor[]::new);
        return parts.length == 1 ? parts[0] : Tensor.concat(0, parts);
    }

    /** The value at a vector, as the function gives it. */
    Tensor apply(Tensor flat) {
        Tensor[] xs = new Tensor[shapes.length];
        int at = 0;
        for (int i = 0; i < xs.length; i++) {
            int n = shapes[i].size();
            xs[i] = (xs.length == 1 ? flat : flat.narrow(0, at, n)).reshape(shapes[i]);
            at += n;
        }
        return Objects.requireNonNull(f.apply(xs), operation + ": the function returned null");
    }
}
