package org.autodiff;

import java.util.Objects;
import org.autodiff.internal.engine.Engine;
import org.autodiff.internal.gates.elementwise.Activations;
import org.autodiff.internal.gates.elementwise.Extremes;
import org.autodiff.ndarray.Shape;

/** The activation functions of neural networks. */
public sealed interface ActivationOps permits Tensor {

    /**
     * The logistic function {@code 1 / (1 + e^-x)}, in [0, 1]. Derivative {@code y (1 - y)}, accurate in both tails.
     */
    default Tensor sigmoid() {
        return Engine.apply(Gates.SIGMOID, (Tensor) this);
    }

    /** {@code max(x, 0)}; NaN stays NaN. Derivative 1 above 0, else 0; at the kink 0; NaN at NaN. */
    default Tensor relu() {
        return Engine.apply(Gates.RELU, (Tensor) this);
    }

    /** {@code log(sigmoid(x)) = -softplus(-x)}. Derivative {@code sigmoid(-x)}, accurate in both tails. */
    default Tensor logSigmoid() {
        return ((Tensor) this).neg().softplus().neg();
    }

    /**
     * {@code log(1 + e^x)}, a smooth {@link #relu}, without overflow and without a threshold above which it is x.
     * Derivative {@code sigmoid(x)}.
     */
    default Tensor softplus() {
        return Engine.apply(new Activations.Softplus(1), (Tensor) this);
    }

    /**
     * {@code log(1 + e^(beta x)) / beta}. Derivative {@code sigmoid(beta x)}.
     *
     * @throws IllegalArgumentException if {@code beta} is not positive and finite
     */
    default Tensor softplus(double beta) {
        requirePositive("softplus", "beta", beta);
        return Engine.apply(new Activations.Softplus(beta), (Tensor) this);
    }

    /** {@code x / (1 + |x|)}, in [-1, 1]. Derivative {@code 1 / (1 + |x|)^2}. */
    default Tensor softsign() {
        return Engine.apply(new Activations.Softsign(), (Tensor) this);
    }

    /**
     * The sigmoid linear unit {@code x sigmoid(x)}; 0 at -infinity. Derivative {@code s + x s (1 - s)} with {@code s =
     * sigmoid(x)}.
     */
    default Tensor silu() {
        return gated(sigmoid());
    }

    /**
     * Swish, {@code x sigmoid(beta x)} (Ramachandran, Zoph and Le 2017): {@code x / 2} for beta 0, and close to
     * {@link #relu} for large beta.
     *
     * @throws IllegalArgumentException if {@code beta} is not finite
     */
    default Tensor swish(double beta) {
        requireFinite("swish", "beta", beta);
        return gated(Tensor.of(beta).chain((Tensor) this).sigmoid());
    }

    /** Swish with a beta that may be learned; it broadcasts. */
    default Tensor swish(Tensor beta) {
        Objects.requireNonNull(beta, "swish: beta is null");
        Shape.broadcast("swish", beta.shape(), ((Tensor) this).shape());
        Tensor x = (Tensor) this;
        // A closed gate passes 0 even for an infinite input; a gate of NaN is not closed.
        Tensor y = gated(beta.chain(x).sigmoid());
        return Tensor.where(beta.isNaN(), beta.add(x).square(), y);
    }

    /**
     * The Gaussian error linear unit {@code x Phi(x)} with the normal distribution function Phi (Hendrycks and Gimpel
     * 2016), right to the last digits in its lower tail; 0 at -infinity. Derivative {@code Phi(x) + x phi(x)}.
     */
    default Tensor gelu() {
        return gated(((Tensor) this).normalCdf());
    }

    /**
     * The approximation {@code x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))} of {@link #gelu}, written with the
     * logistic function, which keeps its digits in the lower tail.
     */
    default Tensor geluTanh() {
        Tensor x = (Tensor) this;
        Tensor z =
                x.mul(2 * Math.sqrt(2 / Math.PI)).mul(x.square().mul(0.044715).add(1));
        return gated(z.sigmoid());
    }

    /** {@code x tanh(softplus(x))} (Misra 2019); 0 at -infinity. */
    default Tensor mish() {
        return gated(softplus().tanh());
    }

    /**
     * {@code x} for positive x, else {@code 0.01 x}; derivative at the kink 0.01.
     */
    default Tensor leakyRelu() {
        return leakyRelu(0.01);
    }

    /**
     * {@code x} for positive x, else {@code slope x}. Derivative 1 or {@code slope}; at the kink {@code slope}.
     *
     * @throws IllegalArgumentException if {@code slope} is not finite
     */
    default Tensor leakyRelu(double slope) {
        requireFinite("leakyRelu", "slope", slope);
        return Engine.apply(new Activations.LeakyRelu(slope), (Tensor) this);
    }

    /**
     * Leaky ReLU with learned slopes (He et al. 2015), which broadcast; for one slope per channel give them the shape
     * {@code (channels, 1, 1)}. Derivatives 1 or {@code slope}, at the kink {@code slope}; and 0 or x.
     */
    default Tensor prelu(Tensor slope) {
        Objects.requireNonNull(slope, "prelu: slope is null");
        return Engine.apply(new Activations.Prelu(), (Tensor) this, slope);
    }

    /** {@code x} for positive x, else {@code e^x - 1}; see {@link #elu(double)}. */
    default Tensor elu() {
        return elu(1);
    }

    /**
     * {@code x} for positive x, else {@code alpha (e^x - 1)} (Clevert, Unterthiner and Hochreiter 2016). Derivative 1
     * or {@code alpha e^x}; at the kink {@code alpha}.
     *
     * @throws IllegalArgumentException if {@code alpha} is not finite
     */
    default Tensor elu(double alpha) {
        requireFinite("elu", "alpha", alpha);
        return Engine.apply(new Activations.Elu(alpha, 1), (Tensor) this);
    }

    /**
     * {@code x} for positive x, else {@code alpha (e^(x / alpha) - 1)} (Barron 2017): the slope is 1 on both sides of
     * 0.
     *
     * @throws IllegalArgumentException if {@code alpha} is not positive and finite
     */
    default Tensor celu(double alpha) {
        requirePositive("celu", "alpha", alpha);
        return Engine.apply(new Activations.Elu(alpha, alpha), (Tensor) this);
    }

    /** The self-normalising {@code lambda elu(alpha)}, with the constants of Klambauer et al. 2017. */
    default Tensor selu() {
        return elu(1.6732632423543772848170429916717).mul(1.0507009873554804934193349852946);
    }

    /**
     * {@code x / 6 + 1/2} kept within [0, 1] (as PyTorch). Derivative 1/6 between the bounds, 0 at and beyond them.
     */
    default Tensor hardSigmoid() {
        return hardSigmoid(1.0 / 6);
    }

    /**
     * {@code slope x + 1/2} kept within [0, 1]: 1/6 as in PyTorch, 1/5 as in older Keras, 1/4 for the tangent of the
     * logistic function. Derivative {@code slope} between the bounds, 0 at and beyond them.
     *
     * @throws IllegalArgumentException if {@code slope} is not positive and finite
     */
    default Tensor hardSigmoid(double slope) {
        requirePositive("hardSigmoid", "slope", slope);
        return Engine.apply(new Activations.HardSigmoid(slope), (Tensor) this);
    }

    /**
     * {@code x (x + 3) / 6} between -3 and 3, below 0 and above x (Howard et al. 2019): a {@link #silu} made of
     * straight pieces; 0 at -infinity. Derivative {@code x / 3 + 1/2} between the bounds, and at and beyond them 0 and
     * 1.
     */
    default Tensor hardswish() {
        return gated(((Tensor) this).add(3).hardTanh(0, 6).div(6));
    }

    /** x kept within [-1, 1]. Derivative 1 between the bounds, 0 at and beyond them. */
    default Tensor hardTanh() {
        return hardTanh(-1, 1);
    }

    /**
     * x kept within {@code [min, max]}. Derivative 1 between the bounds, 0 at and beyond them (other than {@link
     * ElementwiseOps#clamp}).
     *
     * @throws IllegalArgumentException if a bound is NaN, or {@code min >= max}
     */
    default Tensor hardTanh(double min, double max) {
        if (!(min < max)) {
            throw new IllegalArgumentException("hardTanh: needs min < max, got " + min + " and " + max);
        }
        return Engine.apply(new Extremes.HardTanh(min, max), (Tensor) this);
    }

    /**
     * The gated linear unit {@code a sigmoid(b)}, where a and b are the two halves along an axis (Dauphin et al. 2017).
     *
     * @throws IllegalArgumentException if the axis has an odd size
     */
    default Tensor glu(int axis) {
        Tensor x = (Tensor) this;
        int size = x.shape().dim(x.shape().axis("glu", axis));
        if (size % 2 != 0) {
            throw new IllegalArgumentException(
                    "glu: needs an even size along axis " + axis + ", got shape " + x.shape());
        }
        return x.slice(axis, 0, size / 2).mul(x.slice(axis, size / 2, size).sigmoid());
    }

    /**
     * The largest of every {@code pieces} neighbours along an axis, which becomes that much shorter (Goodfellow et al.
     * 2013). Equal ones share the gradient.
     *
     * @throws IllegalArgumentException if {@code pieces} is not positive, or does not divide the axis' size
     */
    default Tensor maxout(int axis, int pieces) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("maxout", axis);
        int size = x.shape().dim(a);
        if (pieces < 1 || size % pieces != 0) {
            throw new IllegalArgumentException(
                    "maxout: " + pieces + " pieces do not divide axis " + axis + " of shape " + x.shape());
        }
        Shape groups = x.shape().dropLast(x.rank() - a).concat(Shape.of(size / pieces, pieces));
        return x.reshape(groups.concat(x.shape().dropFirst(a + 1))).max(a + 1);
    }

    /** This times a gate in [0, 1]; a closed gate passes 0, even for an infinite input. */
    private Tensor gated(Tensor gate) {
        return ((Tensor) this).chain(gate);
    }

    private static void requireFinite(String operation, String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(operation + ": " + name + " must be finite, got " + value);
        }
    }

    private static void requirePositive(String operation, String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(operation + ": " + name + " must be positive and finite, got " + value);
        }
    }
}
