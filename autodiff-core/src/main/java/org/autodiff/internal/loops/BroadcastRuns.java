package org.autodiff.internal.loops;

import java.util.Arrays;
import org.autodiff.ndarray.Shape;

/**
 * Cuts arrays that broadcast to one shape into runs: stretches of the result along which each array either advances
 * element by element or stands still. Kernels then work on runs, and no array is copied to be broadcast. Axes that are
 * walked alike by all arrays are merged, so a run is as long as it can be.
 */
public final class BroadcastRuns {
    private final int[] dims; // of the result, merged; outer axes first
    private final int[][] strides; // per array and merged axis, 0 where it is broadcast
    private final int[] at; // position along the outer axes
    private final int[] offsets;
    private int out;
    private int rank;

    public BroadcastRuns(Shape result, Shape... arrays) {
        int n = Math.max(1, result.rank());
        dims = new int[n];
        strides = new int[arrays.length][n];
        at = new int[n];
        offsets = new int[arrays.length];
        for (int axis = 0; axis < result.rank(); axis++) {
            push(result, axis, arrays);
        }
        if (rank == 0) {
            dims[0] = result.size();
            rank = 1;
        }
    }

    private void push(Shape result, int axis, Shape[] arrays) {
        int size = result.dim(axis);
        if (size == 1) {
            return;
        }
        boolean merge = rank > 0;
        for (int k = 0; k < arrays.length; k++) {
            strides[k][rank] = stride(result, axis, arrays[k]);
            merge = merge && strides[k][rank - 1] == strides[k][rank] * size;
        }
        if (merge) {
            for (int[] s : strides) {
                s[rank - 1] = s[rank];
            }
            dims[rank - 1] *= size;
        } else {
            dims[rank++] = size;
        }
    }

    private static int stride(Shape result, int axis, Shape array) {
        int own = axis - (result.rank() - array.rank());
        return own < 0 || array.dim(own) == 1 ? 0 : array.sizeOf(own + 1, array.rank());
    }

    /** The sizes of the result's axes, as far as they are walked differently. */
    int[] dims() {
        return Arrays.copyOf(dims, rank);
    }

    /** How far the {@code k}-th array moves along each of these axes: 0 where it stands still. */
    int[] strides(int k) {
        return Arrays.copyOf(strides[k], rank);
    }

    /** How many elements a run has. */
    public int length() {
        return dims[rank - 1];
    }

    /** Where the current run begins in the {@code k}-th array. */
    public int offset(int k) {
        return offsets[k];
    }

    /** Whether the {@code k}-th array advances within a run: 1, or 0 if it stands still. */
    public int stride(int k) {
        return strides[k][rank - 1];
    }

    /** Where the current run begins in the result. */
    public int out() {
        return out;
    }

    /** Moves to the next run; false if there is none. */
    public boolean next() {
        out += length();
        for (int axis = rank - 2; axis >= 0; axis--) {
            boolean carry = ++at[axis] == dims[axis];
            int steps = carry ? 1 - dims[axis] : 1;
            for (int k = 0; k < offsets.length; k++) {
                offsets[k] += steps * strides[k][axis];
            }
            if (!carry) {
                return true;
            }
            at[axis] = 0;
        }
        return false;
    }
}
