package org.autodiff.internal.gates.move;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.loops.Strided;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Arrays joined along an axis, and taken apart again. Each gate is the other's backward. */
public final class Joins {
    private Joins() {}

    /** What they have in common: a whole and its parts along an axis, between which blocks of elements are copied. */
    private interface Join extends Gate {
        int axis();

        @Override
        default Reads reads(Needs needs) {
            return Reads.NONE;
        }

        @Override
        default Structure structure() {
            return Structure.MOVE;
        }

        /** Copies the parts to their places in the whole, or from there. */
        default void copy(NdArray whole, NdArray[] parts, boolean join) {
            int outer = whole.shape().sizeOf(0, axis());
            int[] strides = {whole.shape().sizeOf(axis(), whole.rank()), 1};
            int start = 0;
            for (NdArray part : parts) {
                if (outer == 1) { // one block each: the arrays of a small network's gates
                    double[] from = ArrayAccess.data(join ? part : whole);
                    double[] to = ArrayAccess.data(join ? whole : part);
                    System.arraycopy(from, join ? 0 : start, to, join ? start : 0, part.size());
                    start += part.size();
                    continue;
                }
                int[] dims = {outer, part.shape().sizeOf(axis(), part.rank())};
                if (join) {
                    Strided.write(ArrayAccess.data(part), ArrayAccess.data(whole), start, strides, dims);
                } else {
                    Strided.read(ArrayAccess.data(whole), start, strides, ArrayAccess.data(part), dims);
                }
                start += dims[1];
            }
        }
    }

    /** Arrays one after the other along an axis; each gets its part of the gradient. */
    @Formula(value = "the inputs one after the other along axis {axis}", derivative = "the input's part of u")
    public record Concat(int axis) implements Join {
        @Override
        public Shape[] shapes(Shape... inputs) {
            Shape first = inputs[0];
            long size = 0;
            for (Shape x : inputs) {
                if (x.rank() != first.rank() || !x.with(axis, 0).equals(first.with(axis, 0))) {
                    throw new IllegalArgumentException(
                            "concat: shapes " + first + " and " + x + " differ elsewhere than along axis " + axis);
                }
                size += x.dim(axis);
            }
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("concat: " + inputs.length + " shapes like " + first + " along axis "
                        + axis + ": more than 2^31 - 1 elements along it");
            }
            return new Shape[] {first.with(axis, (int) size)};
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            copy(outputs[0], inputs, true);
            return null;
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Integer[] sizes = new Integer[saved.inputs()];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = saved.inputShape(i).dim(axis);
            }
            Tensor[] parts = Tensor.applyAll(new Split(axis, List.of(sizes)), upstream[0]);
            for (int i = 0; i < parts.length; i++) {
                parts[i] = needs.input(i) ? parts[i] : null;
            }
            return parts;
        }

        @Override
        public Concat behind(Shape batch) {
            return new Concat(axis + batch.rank());
        }

        /** The same for each of the inputs, however many there are. */
        @Override
        public Optional<String> derivativeFormula(int input) {
            return Join.super.derivativeFormula(0);
        }
    }

    /**
     * An array in parts along an axis. One gate for all parts, not a slice for each: so going back joins their
     * gradients once, and does not add up as many arrays of the size of the whole, zeros nearly everywhere.
     */
    @Formula(
            value = "x in parts of {sizes} along axis {axis}",
            derivative = "the gradients of the parts one after the other along axis {axis}")
    public record Split(int axis, List<Integer> sizes) implements Join {
        @Override
        public Shape[] shapes(Shape... inputs) {
            Shape[] shapes = new Shape[sizes.size()];
            long sum = 0;
            for (int k = 0; k < shapes.length; k++) {
                shapes[k] = inputs[0].with(axis, sizes.get(k));
                sum += sizes.get(k);
            }
            if (inputs[0].dim(axis) != sum) {
                throw new IllegalArgumentException(name() + ": parts of " + sizes + " along axis " + axis + " of shape "
                        + inputs[0] + ": must add up to its size");
            }
            return shapes;
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            copy(inputs[0], outputs, false);
            return null;
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Tensor[] parts = new Tensor[upstream.length];
            Arrays.setAll(
                    parts, k -> upstream[k] == null ? Zeros.of(saved.output(k).shape()) : upstream[k]);
            return new Tensor[] {Tensor.concat(axis, parts)};
        }

        @Override
        public Split behind(Shape batch) {
            return new Split(axis + batch.rank(), sizes);
        }
    }
}
