package org.autodiff.internal.engine;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;

/**
 * What an observer had a node keep for people who look for an error: everything, whatever its backward rule reads.
 *
 * @param inputs constants too
 * @param outputs the numbers of the outputs; they may have been recycled
 * @param site where the program did this
 * @param recorded whether the thread recorded: false within {@code NoGrad}
 */
public record Trace(Tensor[] inputs, NdArray[] outputs, Site site, boolean recorded) {}
