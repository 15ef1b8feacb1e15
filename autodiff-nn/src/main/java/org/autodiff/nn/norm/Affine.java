package org.autodiff.nn.norm;

import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Fan;

/**
 * {@code weight x + bias}, number by number. It follows a normalisation, so that training can undo it.
 *
 * @param weight starts at 1; null: none
 * @param bias starts at 0; null: none
 */
record Affine(Parameter weight, Parameter bias) {
    /** The method {@code parameter} of the layer, which is protected. */
    interface ParameterRegistry {
        Parameter register(String name, NdArray initial, Fan fan);
    }

    static Affine of(ParameterRegistry layer, Shape shape, boolean weighted, boolean biased) {
        Fan each = new Fan(1, 1);
        return new Affine(
                weighted ? layer.register("weight", NdArray.full(shape, 1), each) : null,
                biased ? layer.register("bias", NdArray.zeros(shape), each) : null);
    }

    /** The value, with weight and bias in a shape that broadcasts. */
    Tensor of(Tensor x, Shape shape) {
        Tensor y = weight == null ? x : x.mul(weight.reshape(shape));
        return bias == null ? y : y.add(bias.reshape(shape));
    }

    /** What is not the default of a normalisation, in words. */
    String describe(double eps) {
        String small = eps == 1e-5 ? "" : ", eps " + eps;
        return small + (weight == null ? ", not affine" : bias == null ? ", no bias" : "");
    }
}
