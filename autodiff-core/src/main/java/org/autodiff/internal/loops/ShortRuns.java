package org.autodiff.internal.loops;

import java.util.Arrays;
import org.autodiff.internal.kernel.Limits;
import org.autodiff.internal.kernel.Parallel;

/**
 * Arrays that broadcast to one shape in runs too short for a call each, such as {@code (n, 3)} and {@code (n, 1)}: cut
 * into blocks of many runs. What does not lie in the order of the result is first copied into that order, a block at a
 * time, into memory that stays in the cache; then a function takes the block in one call. An elementwise function does
 * not see where an element stands, so not a bit depends on this.
 */
final class ShortRuns {
    /** A function of the elements of a block: of each array where they begin, and whether they advance. */
    interface Function {
        void apply(double[][] data, int[] at, int[] strides, int out, int n);
    }

    private final int[] dims;
    private final int[][] strides;
    private final double[][] arrays;

    /** A block is some steps along this axis, with all that is behind it. */
    private final int axis;

    private final int step; // elements of one
    private final int steps; // of a block
    private final int blocks; // along the axis

    private ShortRuns(BroadcastRuns runs, double[]... arrays) {
        this.arrays = arrays;
        dims = runs.dims();
        strides = new int[arrays.length][];
        for (int k = 0; k < arrays.length; k++) {
            strides[k] = runs.strides(k);
        }
        int last = dims.length - 1;
        int size = 1;
        while (last > 0 && size * dims[last] <= Limits.BLOCK_OF_RUNS) {
            size *= dims[last--];
        }
        axis = last;
        step = size;
        steps = Math.min(dims[axis], Math.max(1, Limits.BLOCK_OF_RUNS / step));
        blocks = (dims[axis] + steps - 1) / steps;
    }

    /** Whether so many elements in these runs should go this way. */
    static boolean are(BroadcastRuns runs, int size) {
        return runs.length() < Limits.RUN_WORTH_A_CALL && size >= Limits.SHORT_RUNS_WORTH_A_BLOCK;
    }

    /** Applies a function to all elements. */
    static void apply(Function f, BroadcastRuns runs, double[]... arrays) {
        ShortRuns cut = new ShortRuns(runs, arrays);
        int lines = 1;
        for (int i = 0; i < cut.axis; i++) {
            lines *= cut.dims[i];
        }
        Parallel.splitElements(lines * cut.blocks, 1, cut.steps * cut.step, (first, end) -> cut.apply(f, first, end));
    }

    private void apply(Function f, int first, int end) {
        Share[] parts = new Share[arrays.length];
        double[][] data = new double[arrays.length][];
        int[] advance = new int[arrays.length];
        for (int k = 0; k < parts.length; k++) {
            parts[k] = new Share(arrays[k], strides[k]);
            data[k] = parts[k].data;
            advance[k] = parts[k].stride;
        }
        int[] at = new int[arrays.length];
        int[] piece = Arrays.copyOfRange(dims, axis, dims.length);
        for (int block = first; block < end; block++) {
            int line = block / blocks;
            int from = block % blocks * steps;
            piece[0] = Math.min(steps, dims[axis] - from);
            for (int k = 0; k < parts.length; k++) {
                at[k] = parts[k].load(line, from, piece);
            }
            f.apply(data, at, advance, (line * dims[axis] + from) * step, piece[0] * step);
        }
    }

    /** One array, as one thread sees it. */
    private final class Share {
        private final double[] source;
        private final int[] strides;
        private final int[] behind; // the strides in a block

        /** Its own array, if the elements of a block lie in the order of the result or are all one, else a copy. */
        private final double[] data;

        private final int stride;
        private int offset = -1; // of what was copied last
        private int count;

        Share(double[] source, int[] strides) {
            this.source = source;
            this.strides = strides;
            behind = Arrays.copyOfRange(strides, axis, strides.length);
            boolean one = true;
            boolean inOrder = true;
            for (int i = behind.length - 1, size = 1; i >= 0; size *= dims[axis + i--]) {
                one &= behind[i] == 0;
                inOrder &= behind[i] == size;
            }
            stride = one ? 0 : 1;
            data = one || inOrder ? source : new double[steps * step];
        }

        /** Copies a block, if that is necessary; returns where it begins. */
        int load(int line, int from, int... piece) {
            int start = from * strides[axis];
            for (int i = axis - 1, rest = line; i >= 0; rest /= dims[i--]) {
                start += rest % dims[i] * strides[i];
            }
            if (data == source) {
                return start;
            }
            if (start != offset || piece[0] > count) { // else every block is the same
                Strided.read(source, start, behind, data, piece);
                offset = start;
                count = piece[0];
            }
            return 0;
        }
    }
}
