package org.autodiff.gate;

import org.autodiff.ndarray.NdArray;

/**
 * What a gate's forward returns: its outputs, and whatever else its backward wants to find again (pivots, factors).
 *
 * @param outputs one array per output; not to be changed afterwards
 * @param residual opaque to the engine; may be null
 */
public record Values(NdArray[] outputs, Object residual) {
    /** Outputs and no residual. */
    public static Values of(NdArray... outputs) {
        return new Values(outputs, null);
    }
}
