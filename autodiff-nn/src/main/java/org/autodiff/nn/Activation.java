package org.autodiff.nn;

import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * A function without parameters as a layer, for use in a {@link Sequential}. In code of your own the operation of the
 * tensor does the same: {@code x.relu()}. Activations with parameters are {@link Prelu}, {@link Swish} and
 * {@link Maxout}.
 *
 * <p>All but the last group work on each number by itself and keep the shape.
 */
public final class Activation extends Layer {
    private final String name;
    private final UnaryOperator<Tensor> function;
    private final Predicate<Shape> suits;
    private final String expected;

    private Activation(String name, UnaryOperator<Tensor> function, Predicate<Shape> suits, String expected) {
        this.name = Objects.requireNonNull(name, "activation: name is null");
        this.function = Objects.requireNonNull(function, "activation: function is null");
        this.suits = suits;
        this.expected = expected;
    }

    /** Any function of a tensor: {@code Activation.of("swish", x -> x.mul(x.sigmoid()))}. */
    public static Activation of(String name, UnaryOperator<Tensor> function) {
        return new Activation(name, function, shape -> true, "");
    }

    private static Activation along(int axis, String name, UnaryOperator<Tensor> function) {
        return new Activation(name, function, shape -> AxisRange.has(shape, axis), "an axis " + axis);
    }

    // ---- logistic and tanh, soft and hard

    /** The logistic function {@code 1 / (1 + e^-x)}, in [0, 1]; see {@link Tensor#sigmoid}. */
    public static Activation sigmoid() {
        return of("sigmoid", Tensor::sigmoid);
    }

    /** The logarithm of the logistic function, {@code -log(1 + e^-x)}; see {@link Tensor#logSigmoid}. */
    public static Activation logSigmoid() {
        return of("logSigmoid", Tensor::logSigmoid);
    }

    /** {@code x / 6 + 1/2} kept within [0, 1], as PyTorch has it; see {@link Tensor#hardSigmoid()}. */
    public static Activation hardSigmoid() {
        return of("hardSigmoid", Tensor::hardSigmoid);
    }

    /** {@code x / 4 + 1/2} kept within [0, 1]: the tangent line of the logistic function at 0, clamped. */
    public static Activation hardLogistic() {
        return of("hardLogistic", x -> x.hardSigmoid(0.25));
    }

    /** The hyperbolic tangent, in [-1, 1]; see {@link Tensor#tanh}. */
    public static Activation tanh() {
        return of("tanh", Tensor::tanh);
    }

    /** x kept within [-1, 1]; see {@link Tensor#hardTanh()}. */
    public static Activation hardTanh() {
        return of("hardTanh", Tensor::hardTanh);
    }

    /**
     * x kept within {@code [min, max]}; see {@link Tensor#hardTanh(double, double)}.
     *
     * @throws IllegalArgumentException unless {@code min < max}
     */
    public static Activation hardTanh(double min, double max) {
        return checked(of("hardTanh(" + min + ", " + max + ")", x -> x.hardTanh(min, max)));
    }

    /** {@code x / (1 + |x|)}, in [-1, 1]; see {@link Tensor#softsign}. */
    public static Activation softsign() {
        return of("softsign", Tensor::softsign);
    }

    // ---- relu and its family

    /** {@code max(x, 0)}; see {@link Tensor#relu}. */
    public static Activation relu() {
        return of("relu", Tensor::relu);
    }

    /** {@code min(max(x, 0), 6)}. */
    public static Activation relu6() {
        return of("relu6", x -> x.hardTanh(0, 6));
    }

    /** {@link #leakyRelu(double)} with slope 0.01. */
    public static Activation leakyRelu() {
        return leakyRelu(0.01);
    }

    /**
     * {@code max(x, 0) + slope min(x, 0)}; see {@link Tensor#leakyRelu(double)}.
     *
     * @throws IllegalArgumentException if the slope is not finite
     */
    public static Activation leakyRelu(double slope) {
        return checked(of("leakyRelu(" + slope + ")", x -> x.leakyRelu(slope)));
    }

    /** {@link #elu(double)} with alpha 1. */
    public static Activation elu() {
        return elu(1);
    }

    /**
     * {@code max(x, 0) + min(0, alpha (e^x - 1))}; see {@link Tensor#elu(double)}.
     *
     * @throws IllegalArgumentException if alpha is not finite
     */
    public static Activation elu(double alpha) {
        return checked(of("elu(" + alpha + ")", x -> x.elu(alpha)));
    }

    /** The self-normalising elu, with the constants of Klambauer et al. 2017; see {@link Tensor#selu}. */
    public static Activation selu() {
        return of("selu", Tensor::selu);
    }

    /** {@link #celu(double)} with alpha 1. */
    public static Activation celu() {
        return celu(1);
    }

    /**
     * {@code max(x, 0) + min(0, alpha (e^(x / alpha) - 1))}; see {@link Tensor#celu(double)}.
     *
     * @throws IllegalArgumentException if alpha is not positive and finite
     */
    public static Activation celu(double alpha) {
        return checked(of("celu(" + alpha + ")", x -> x.celu(alpha)));
    }

    /** {@code log(1 + e^x)}; see {@link Tensor#softplus()}. */
    public static Activation softplus() {
        return of("softplus", Tensor::softplus);
    }

    /**
     * {@code log(1 + e^(beta x)) / beta}; see {@link Tensor#softplus(double)}.
     *
     * @throws IllegalArgumentException if beta is not positive and finite
     */
    public static Activation softplus(double beta) {
        return checked(of("softplus(" + beta + ")", x -> x.softplus(beta)));
    }

    // ---- x times a gate

    /** {@code x sigmoid(x)}; see {@link Tensor#silu}. */
    public static Activation silu() {
        return of("silu", Tensor::silu);
    }

    /**
     * {@code x sigmoid(beta x)} with a fixed beta; {@link Swish} learns it. See {@link Tensor#swish(double)}.
     *
     * @throws IllegalArgumentException if beta is not finite
     */
    public static Activation swish(double beta) {
        return checked(of("swish(" + beta + ")", x -> x.swish(beta)));
    }

    /** {@code x Phi(x)}, with the normal distribution function Phi; see {@link Tensor#gelu}. */
    public static Activation gelu() {
        return of("gelu", Tensor::gelu);
    }

    /** The approximation of {@link #gelu} by tanh; see {@link Tensor#geluTanh}. */
    public static Activation geluTanh() {
        return of("geluTanh", Tensor::geluTanh);
    }

    /** {@code x tanh(log(1 + e^x))}; see {@link Tensor#mish}. */
    public static Activation mish() {
        return of("mish", Tensor::mish);
    }

    /** {@code x hardSigmoid(x)} (Howard et al. 2019): 0 up to -3, x from 3 on. */
    public static Activation hardSwish() {
        return of("hardSwish", x -> x.chain(x.hardSigmoid())); // chain: 0 at -infinity, and not NaN
    }

    // ---- shrinkage

    /** {@code x - tanh(x)}. */
    public static Activation tanhshrink() {
        return of("tanhshrink", x -> x.sub(x.tanh()));
    }

    /**
     * x moved towards 0 by lambda, and 0 where {@code |x| <= lambda}: the minimum over y of
     * {@code (x - y)^2 / 2 + lambda |y|}.
     *
     * @param lambda at least 0; PyTorch's default is 0.5
     * @throws IllegalArgumentException if lambda is negative or not finite
     */
    public static Activation softshrink(double lambda) {
        Check.notNegative("softshrink: lambda", lambda);
        return of("softshrink(" + lambda + ")", x -> x.sub(x.clamp(-lambda, lambda)));
    }

    /**
     * x where {@code |x| > lambda}, else 0.
     *
     * @param lambda at least 0; PyTorch's default is 0.5
     * @throws IllegalArgumentException if lambda is negative or not finite
     */
    public static Activation hardshrink(double lambda) {
        Check.notNegative("hardshrink: lambda", lambda);
        return of("hardshrink(" + lambda + ")", x -> x.maskedFill(x.abs().lessEqual(lambda), 0));
    }

    // ---- along an axis

    /** {@code e^x / sum e^x} along an axis, which may be negative; see {@link Tensor#softmax(int)}. */
    public static Activation softmax(int axis) {
        return along(axis, "softmax(" + axis + ")", x -> x.softmax(axis));
    }

    /**
     * The softmax of {@code x / temperature}. A small temperature gives nearly all weight to the largest number; a
     * large one gives nearly equal weights. The factor c of {@code e^(c x) / sum e^(c x)} is {@code 1 / temperature}.
     *
     * @throws IllegalArgumentException if the temperature is not positive and finite
     */
    public static Activation softmax(int axis, double temperature) {
        Check.positive("softmax: temperature", temperature);
        String name = "softmax(" + axis + ", temperature " + temperature + ")";
        return along(axis, name, x -> x.div(temperature).softmax(axis));
    }

    /** The logarithm of the softmax along an axis, which may be negative; see {@link Tensor#logSoftmax(int)}. */
    public static Activation logSoftmax(int axis) {
        return along(axis, "logSoftmax(" + axis + ")", x -> x.logSoftmax(axis));
    }

    /**
     * The logarithm of {@link #softmax(int, double)}.
     *
     * @throws IllegalArgumentException if the temperature is not positive and finite
     */
    public static Activation logSoftmax(int axis, double temperature) {
        Check.positive("logSoftmax: temperature", temperature);
        String name = "logSoftmax(" + axis + ", temperature " + temperature + ")";
        return along(axis, name, x -> x.div(temperature).logSoftmax(axis));
    }

    /** The softmax of {@code -x} along an axis. */
    public static Activation softmin(int axis) {
        return along(axis, "softmin(" + axis + ")", x -> x.softmin(axis));
    }

    /**
     * The gated linear unit {@code a sigmoid(b)} of the two halves a and b of an axis, which becomes half as long; see
     * {@link Tensor#glu}. Its argument must have an even size there. PyTorch's default axis is -1.
     */
    public static Activation glu(int axis) {
        return new Activation(
                "glu(" + axis + ")",
                x -> x.glu(axis),
                shape -> AxisRange.has(shape, axis) && shape.dim(axis) % 2 == 0,
                "an even size of axis " + axis);
    }

    /** Applies the layer once, so that the operation refuses a bad constant now and not at the first use. */
    private static Activation checked(Activation activation) {
        activation.forward(Tensor.of(1));
        return activation;
    }

    @Override
    protected Tensor forward(Tensor x) {
        require(suits.test(x.shape()), expected, x.shape());
        return function.apply(x);
    }

    @Override
    protected String describe() {
        return name;
    }
}
