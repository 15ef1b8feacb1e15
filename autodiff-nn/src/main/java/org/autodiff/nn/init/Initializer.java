package org.autodiff.nn.init;

import org.autodiff.Rng;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Makes the first values of a parameter. All randomness comes from the generator that is passed in: the same generator
 * gives the same bits.
 *
 * <p>Xavier keeps the variance of values and gradients alike through layers of tanh-like units; He makes up for the half
 * that a relu cuts off.
 */
@FunctionalInterface
public interface Initializer {
    /**
     * Values of a shape.
     *
     * @param shape of the parameter
     * @param fan how many inputs and outputs it connects
     * @param rng the source of randomness, which advances
     */
    NdArray create(Shape shape, Fan fan, Rng rng);

    /**
     * The values of a matrix of shape {@code (in, out)}, as {@link org.autodiff.nn.Linear} holds it.
     *
     * @throws IllegalArgumentException if the rank is not 2: then give the {@link Fan}
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
     * Uniform in {@code [-a, a)} with {@code a = sqrt(6 / (in + out))}: Glorot and Bengio, Understanding the difficulty
     * of training deep feedforward neural networks, AISTATS 2010, equation 16.
     */
    static Initializer xavierUniform() {
        return (shape, fan, rng) -> symmetric(Math.sqrt(6.0 / ((double) fan.in() + fan.out())), shape, rng);
    }

    /** Normal with mean 0 and variance {@code 2 / (in + out)}: Glorot and Bengio 2010, equation 12. */
    static Initializer xavierNormal() {
        return (shape, fan, rng) -> rng.normal(shape, 0, Math.sqrt(2.0 / ((double) fan.in() + fan.out())));
    }

    /** Uniform in {@code [-a, a)} with {@code a = sqrt(6 / in)}, whose variance is that of {@link #heNormal}. */
    static Initializer heUniform() {
        return (shape, fan, rng) -> symmetric(Math.sqrt(6.0 / fan.in()), shape, rng);
    }

    /**
     * Normal with mean 0 and variance {@code 2 / in}: He, Zhang, Ren and Sun, Delving deep into rectifiers, ICCV 2015,
     * equation 10.
     */
    static Initializer heNormal() {
        return (shape, fan, rng) -> rng.normal(shape, 0, Math.sqrt(2.0 / fan.in()));
    }

    private static NdArray symmetric(double bound, Shape shape, Rng rng) {
        return rng.uniform(shape, -bound, bound);
    }
}
