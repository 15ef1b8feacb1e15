package org.autodiff.nn.init;

import java.util.Objects;
import org.autodiff.Rng;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * Makes the first values of a parameter. All randomness comes from the generator that is passed in: the same seed gives
 * the same bits.
 *
 * <p>Xavier's keep the variance of both values and gradients through layers with tanh-like activations; He's keep one
 * of the two, and make up for the half that a relu cuts off.
 */
@FunctionalInterface
public interface Initializer {
    /**
     * Makes the values of a parameter.
     *
     * @param shape of the parameter
     * @param fan how many inputs and outputs it connects
     * @param rng the source of randomness, which advances
     */
    NdArray create(Shape shape, Fan fan, Rng rng);

    /**
     * Makes a matrix of shape {@code (in, out)}, the form of {@link org.autodiff.nn.Linear}.
     *
     * @throws IllegalArgumentException if the rank is not 2: other ranks need a {@link Fan}
     */
    default NdArray create(Shape matrix, Rng rng) {
        if (matrix.rank() != 2) {
            throw new IllegalArgumentException(
                    "initializer: fan-in and fan-out of shape " + matrix + " are not known: give them");
        }
        return create(matrix, new Fan(matrix.dim(0), matrix.dim(1)), rng);
    }

    /** The same value everywhere. */
    static Initializer constant(double value) {
        return (shape, fan, rng) -> NdArray.full(shape, value);
    }

    /** 0 everywhere. */
    static Initializer zeros() {
        return constant(0);
    }

    /** 1 everywhere. */
    static Initializer ones() {
        return constant(1);
    }

    /**
     * Uniform in {@code [low, high)}.
     *
     * @throws IllegalArgumentException unless both are finite and {@code low <= high}
     */
    static Initializer uniform(double low, double high) {
        if (!(Double.isFinite(low) && Double.isFinite(high) && low <= high)) {
            throw new IllegalArgumentException("uniform: needs finite low <= high, got low " + low + ", high " + high);
        }
        return (shape, fan, rng) -> rng.uniform(shape, low, high);
    }

    /**
     * Normal with a mean and a standard deviation.
     *
     * @throws IllegalArgumentException unless both are finite and the deviation is at least 0
     */
    static Initializer normal(double mean, double deviation) {
        if (!(Double.isFinite(mean) && Double.isFinite(deviation) && deviation >= 0)) {
            throw new IllegalArgumentException(
                    "normal: needs a finite mean and deviation >= 0, got mean " + mean + ", deviation " + deviation);
        }
        return (shape, fan, rng) -> rng.normal(shape, mean, deviation);
    }

    /**
     * Normal with a mean and a standard deviation, restricted to bounds. These are absolute, as in PyTorch: for two
     * deviations pass {@code mean - 2 deviation} and {@code mean + 2 deviation}. The numbers have a smaller deviation
     * than the one given.
     *
     * @throws IllegalArgumentException unless mean and deviation are finite, the deviation is positive, and
     *     {@code low < high}; bounds may be infinite
     */
    static Initializer truncatedNormal(double mean, double deviation, double low, double high) {
        TruncatedNormal normal = new TruncatedNormal(mean, deviation, low, high);
        return (shape, fan, rng) -> Fill.of(shape, () -> normal.next(rng));
    }

    /** {@link #xavierUniform(double)} with gain 1. */
    static Initializer xavierUniform() {
        return xavierUniform(1);
    }

    /**
     * Uniform in {@code [-a, a)} with {@code a = gain sqrt(6 / (in + out))}: Glorot and Bengio, Understanding the
     * difficulty of training deep feedforward neural networks, AISTATS 2010, equation 16.
     *
     * @param gain by the function that follows, see {@link Gain}
     * @throws IllegalArgumentException if the gain is negative or not finite
     */
    static Initializer xavierUniform(double gain) {
        Gain.require("xavierUniform", gain);
        return (shape, fan, rng) -> Fill.symmetric(gain * Math.sqrt(6.0 / ((double) fan.in() + fan.out())), shape, rng);
    }

    /** {@link #xavierNormal(double)} with gain 1. */
    static Initializer xavierNormal() {
        return xavierNormal(1);
    }

    /**
     * Normal with mean 0 and variance {@code gain^2 2 / (in + out)}: Glorot and Bengio 2010, equation 12.
     *
     * @param gain by the function that follows, see {@link Gain}
     * @throws IllegalArgumentException if the gain is negative or not finite
     */
    static Initializer xavierNormal(double gain) {
        Gain.require("xavierNormal", gain);
        return (shape, fan, rng) -> rng.normal(shape, 0, gain * Math.sqrt(2.0 / ((double) fan.in() + fan.out())));
    }

    /** {@link #heUniform(Fan.Mode, double)} by fan-in, with the gain of relu: {@code a = sqrt(6 / in)}. */
    static Initializer heUniform() {
        return heUniform(Fan.Mode.IN, Gain.relu());
    }

    /**
     * Uniform in {@code [-a, a)} with {@code a = gain sqrt(3 / fan)}, whose variance is that of
     * {@link #heNormal(Fan.Mode, double)}.
     *
     * @param mode whether the fan is fan-in or fan-out
     * @param gain by the function that follows, see {@link Gain}
     * @throws IllegalArgumentException if the gain is negative or not finite
     */
    static Initializer heUniform(Fan.Mode mode, double gain) {
        Gain.require("heUniform", gain);
        Objects.requireNonNull(mode, "heUniform: mode is null");
        return (shape, fan, rng) -> Fill.symmetric(gain * Math.sqrt(3.0 / fan.by(mode)), shape, rng);
    }

    /** {@link #heNormal(Fan.Mode, double)} by fan-in, with the gain of relu: variance {@code 2 / in}. */
    static Initializer heNormal() {
        return heNormal(Fan.Mode.IN, Gain.relu());
    }

    /**
     * Normal with mean 0 and variance {@code gain^2 / fan}: He, Zhang, Ren and Sun, Delving deep into rectifiers, ICCV
     * 2015, equations 10 and 14.
     *
     * @param mode whether the fan is fan-in or fan-out
     * @param gain by the function that follows, see {@link Gain}
     * @throws IllegalArgumentException if the gain is negative or not finite
     */
    static Initializer heNormal(Fan.Mode mode, double gain) {
        Gain.require("heNormal", gain);
        Objects.requireNonNull(mode, "heNormal: mode is null");
        return (shape, fan, rng) -> rng.normal(shape, 0, gain / Math.sqrt(fan.by(mode)));
    }

    /**
     * Normal with mean 0 and deviation {@code 1 / sqrt(in)}: LeCun, Bottou, Orr and Mueller, Efficient backprop, 1998,
     * equation 16.
     */
    static Initializer lecunNormal() {
        return heNormal(Fan.Mode.IN, Gain.linear());
    }

    /** Uniform in {@code [-a, a)} with {@code a = sqrt(3 / in)}, whose variance is that of {@link #lecunNormal}. */
    static Initializer lecunUniform() {
        return heUniform(Fan.Mode.IN, Gain.linear());
    }

    /** {@link #orthogonal(double)} with gain 1. */
    static Initializer orthogonal() {
        return orthogonal(1);
    }

    /**
     * A random orthogonal matrix, uniformly distributed, times a gain (Saxe, McClelland and Ganguli, Exact solutions to
     * the nonlinear dynamics of learning in deep linear neural networks, ICLR 2014). If the matrix is not square, its
     * rows are orthonormal, or its columns if there are fewer of them. If there are more than two axes, all after the
     * first count as one, as in PyTorch: filters {@code (out, in, ...)} become orthogonal maps from windows to outputs.
     *
     * @throws IllegalArgumentException if the gain is negative or not finite; when used, if the shape has fewer than 2
     *     axes
     */
    static Initializer orthogonal(double gain) {
        Gain.require("orthogonal", gain);
        return (shape, fan, rng) -> Matrices.orthogonal(shape, gain, rng);
    }

    /**
     * 1 on the diagonal of a matrix, 0 elsewhere: a linear layer passes on as many inputs as it can.
     *
     * @throws IllegalArgumentException when used, if the rank is not 2
     */
    static Initializer identity() {
        return (shape, fan, rng) -> Matrices.identity(shape);
    }

    /**
     * The identity of convolutions: filters {@code (out, in / groups, ...)} that are 1 in the middle of channel i for
     * output i of each group, and 0 elsewhere. As many channels as possible are passed on, unchanged if windows are odd
     * and padding keeps the size.
     *
     * @param groups of the convolution
     * @throws IllegalArgumentException if groups are below 1; when used, if the rank is below 3, or the groups do not
     *     divide the outputs
     */
    static Initializer dirac(int groups) {
        Check.atLeast("dirac: groups", groups, 1);
        return (shape, fan, rng) -> Matrices.dirac(shape, groups);
    }

    /**
     * Normal with mean 0, but with a share of zeros in each column of a matrix, at random places: each output of a
     * {@link org.autodiff.nn.Linear} depends on few inputs (Martens, Deep learning via Hessian-free optimization, ICML
     * 2010).
     *
     * @param zeros the share of zeros in a column, in [0, 1], rounded up to whole rows
     * @param deviation of the others, at least 0; PyTorch's default is 0.01
     * @throws IllegalArgumentException if one is outside its range; when used, if the rank is not 2
     */
    static Initializer sparse(double zeros, double deviation) {
        if (!(zeros >= 0 && zeros <= 1 && deviation >= 0 && Double.isFinite(deviation))) {
            throw new IllegalArgumentException("sparse: needs a share in [0, 1] and a finite deviation >= 0, got share "
                    + zeros + ", deviation " + deviation);
        }
        return (shape, fan, rng) -> Matrices.sparse(shape, zeros, deviation, rng);
    }
}
