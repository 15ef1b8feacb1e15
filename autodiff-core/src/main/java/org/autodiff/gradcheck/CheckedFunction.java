package org.autodiff.gradcheck;

import java.util.Map;
import org.autodiff.ndarray.NdArray;

/**
 * Any program with a derivative, for {@link GradCheck}: a routine of a library, a program in another language. It need
 * not know tensors.
 *
 * <p>Both methods must be functions: the same bits for the same point, and no change of what they are given.
 */
public interface CheckedFunction {
    /**
     * The value at a point.
     *
     * @param at the inputs by name, always in the shapes of the point that is checked; not to be kept
     * @return an array of any shape, the same shape everywhere; NaN or infinite outside of the domain
     */
    NdArray value(Map<String, NdArray> at);

    /**
     * What is claimed to be the derivative: the vector-Jacobian product {@code J'u}. Of a function whose value is one
     * number, with u = 1, it is the gradient.
     *
     * @param at as above
     * @param upstream u, in the shape of the value
     * @return an array for each input, in its shape; an input that is left out is claimed to have no influence
     */
    Map<String, NdArray> vjp(Map<String, NdArray> at, NdArray upstream);
}
