package org.autodiff.internal.transforms;

import org.autodiff.Tensor;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.Memory;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Tensors of one shape that become the rows of one tensor, in any order; plain numbers are copied at once. */
final class Rows {
    private final int n;
    private Shape shape;
    private NdArray numbers;
    private Tensor[] tensors;

    /** While a tape is recorded, it must see where each number came from. */
    private final boolean copied = Context.current().recorder == null;

    Rows(int n) {
        this.n = n;
    }

    void put(int i, Tensor row) {
        if (shape == null) {
            shape = row.shape();
        } else if (!shape.equals(row.shape())) {
            throw new IllegalArgumentException("scan: step " + i + " gave an output of shape " + row.shape()
                    + ", another one of shape " + shape + ": must be the same");
        }
        if (tensors == null && copied && Tensors.isPlain(row)) {
            if (numbers == null) {
                Shape all = Shape.of(n).concat(shape);
                numbers = ArrayAccess.isShapeOnly(Tensors.value(row)) ? ArrayAccess.shapeOnly(all) : Memory.zeros(all);
            }
            if (ArrayAccess.isShapeOnly(numbers)) {
                return;
            }
            Tensors.value(row).copyTo(ArrayAccess.data(numbers), i * shape.size());
            return;
        }
        if (tensors == null) {
            tensors = new Tensor[n];
            for (int k = 0; k < n && numbers != null; k++) {
                tensors[k] = Tensor.of(numbers).select(0, k);
            }
        }
        tensors[i] = row;
    }

    /** All of them; zeros in the place of those that are missing, and null if all are. */
    Tensor all() {
        if (tensors == null) {
            return numbers == null ? null : Tensors.make(numbers, null, null);
        }
        for (int i = 0; i < n; i++) {
            tensors[i] = tensors[i] == null ? Tensor.zeros(shape) : tensors[i];
        }
        return Tensor.stack(0, tensors);
    }
}
