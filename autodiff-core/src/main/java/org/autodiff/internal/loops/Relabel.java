package org.autodiff.internal.loops;

import org.autodiff.ndarray.NdArray;

/**
 * A gate that moves no number: its output is its input under another name or shape. The engine shares the storage
 * instead of computing it.
 */
public interface Relabel {
    /** The output, which shares the numbers of the input wherever these will not be overwritten. */
    NdArray relabel(NdArray x);
}
