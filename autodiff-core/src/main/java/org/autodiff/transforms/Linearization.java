package org.autodiff.transforms;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.internal.transforms.Linearized;

/**
 * A function at a point: its value there, and its Jacobian as a linear map that can be applied as often as one likes,
 * without running the function again. Made by {@code Autodiff.linearize}.
 *
 * <pre>{@code
 * Linearization at = Autodiff.linearize(residuals, x);
 * Tensor gradient = at.vjp(at.value());                       // J' r
 * Tensor product = at.vjp(at.jvp(v));                         // J' J v, as conjugate gradients ask for
 * }</pre>
 *
 * <p>It keeps the record of the whole function alive, and with it the intermediate results that derivatives read. A
 * parameter that the function reads must not be assigned meanwhile: a product then throws. The products can be
 * differentiated with respect to their vectors, and to whatever the function used. It may be shared between threads.
 */
public final class Linearization {
    private final Linearized at;
    private final int arguments;

    private Linearization(Linearized at, int arguments) {
        this.at = at;
        this.arguments = arguments;
    }

    /** Runs a function at some arguments; see {@code Autodiff.linearize}. */
    public static Linearization of(TensorFunction f, Tensor... xs) {
        Objects.requireNonNull(f, "linearize: the function is null");
        return new Linearization(Linearized.at(f::apply, xs), xs.length);
    }

    /** The value of the function at the point. */
    public Tensor value() {
        return at.value();
    }

    /**
     * The Jacobian-vector product {@code J v}, in the shape of the value; of several arguments, the sum of what each
     * contributes. It costs about as much as {@code Autodiff.jvp}; the first one more, for it records how gradients are
     * made.
     *
     * @param vs one for each argument, in its shape
     * @throws IllegalArgumentException if they do not fit
     * @throws IllegalStateException if a parameter that the function read has been assigned
     */
    public Tensor jvp(Tensor... vs) {
        return at.jvp(vs);
    }

    /**
     * The vector-Jacobian product {@code u' J}, in the shape of the argument: a walk back only.
     *
     * @param u in the shape of the value
     * @throws IllegalArgumentException if it is not, or if the function has several arguments: see {@link #vjps}
     * @throws IllegalStateException if a parameter that the function read has been assigned
     */
    public Tensor vjp(Tensor u) {
        if (arguments != 1) {
            throw new IllegalArgumentException(
                    "vjp: the function has " + arguments + " arguments: vjps gives the product for each");
        }
        return at.vjp(u)[0];
    }

    /** The vector-Jacobian product for each argument; see {@link #vjp}. */
    public List<Tensor> vjps(Tensor u) {
        return Arrays.asList(at.vjp(u));
    }

    @Override
    public String toString() {
        return "linearization of a function of " + arguments + (arguments == 1 ? " argument" : " arguments")
                + " with a value of shape " + at.value().shape();
    }
}
