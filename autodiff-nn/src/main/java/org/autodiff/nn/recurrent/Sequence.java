package org.autodiff.nn.recurrent;

import org.autodiff.Tensor;

/**
 * The result of a recurrent layer.
 *
 * @param outputs of all steps, by the last layer of the stack, in the layout of the input; those of both directions are
 *     concatenated on the last axis, forward first; 0 after the end of a sequence
 * @param last the state of every layer and direction after the last step it made
 */
public record Sequence(Tensor outputs, State last) {}
