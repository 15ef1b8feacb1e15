package org.autodiff.gradcheck;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * What is checked, as a function of plain numbers: its value, and what it claims to be its derivative. A point is one
 * array for each block; it is not written to.
 */
interface Subject {
    /** What it is a function of. */
    List<Block> blocks();

    /** The value at a point. */
    NdArray value(double[][] at);

    /** The value once more, computed in the way that derivatives want, and the derivatives. */
    Linearization linearize(double[][] at);

    /** What a program claims of a function near a point. */
    interface Linearization {
        /** The value that came with it. */
        NdArray value();

        /** The vector-Jacobian product for a gradient of the value: an array for each block. */
        double[][] vjp(double[] upstream);
    }

    /** The Jacobian times a direction, by another way than differences and {@link Linearization#vjp}; or null. */
    default double[] jvp(double[][] at, double[][] direction) {
        return null;
    }

    /** Second derivatives, or null if it has none. */
    default SecondOrder second() {
        return null;
    }

    /** Products of a vector with the Hessian of the inner product of weights with the value. */
    interface SecondOrder {
        /** By differentiating the gradient, reverse over reverse. */
        double[][] byReverse(double[][] at, double[] weights, double[][] vector);

        /** By forward mode over reverse mode; null if that cannot be done. */
        double[][] byForward(double[][] at, double[] weights, double[][] vector);
    }

    /** Where the function starts. */
    default double[][] start() {
        return blocks().stream().map(b -> b.start().toArray()).toArray(double[][]::new);
    }

    /** A function or its gradient changed what it was given. */
    final class Impure extends RuntimeException {
        private static final long serialVersionUID = 1;

        Impure(String message) {
            super(message);
        }
    }

    /** Numbers at a point; NaN where the program refuses it, as outside of its domain. */
    static double[] orOutside(int n, Supplier<double[]> numbers) {
        try {
            return numbers.get();
        } catch (IllegalArgumentException | ArithmeticException e) {
            double[] outside = new double[n];
            Arrays.fill(outside, Double.NaN);
            return outside;
        }
    }

    /** Complains if the shape of a value is not that of the one before. */
    static void requireSameShape(Shape before, Shape now) {
        if (!before.equals(now)) {
            throw new IllegalStateException("gradcheck: the function returned shape " + before + " first, then " + now
                    + ": must be the same everywhere");
        }
    }
}
