package org.autodiff.transforms;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.autodiff.Autodiff;
import org.autodiff.NoGrad;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.ndarray.Shape;
import org.ejml.data.DMatrixRMaj;

/**
 * A function of tensors as a function of plain arrays, with its derivatives: for an optimiser or a solver that knows no
 * tensors. Made by {@code Autodiff.ofArrays}.
 *
 * <pre>{@code
 * ArrayFunction f = Autodiff.ofArrays(x -> x.square().sum());
 * double[] gradient = f.gradient(new double[] {3, 4});              // 6, 8
 * double[][] hessian = f.hessian(new double[] {3, 4});
 * }</pre>
 *
 * <p>Every call runs the function anew, and gives fresh arrays. It may be called on several threads at once, if the
 * function may. Its results are numbers: whoever differentiates further uses the function itself, with the transforms
 * of {@code Autodiff}.
 */
public final class ArrayFunction {
    /** The value of a scalar function, and its gradient. */
    public record ValueAndGradient(double value, double[] gradient) {}

    private final Function<Tensor, Tensor> f;

    private ArrayFunction(Function<Tensor, Tensor> f) {
        this.f = f;
    }

    /** A function of a vector; see {@code Autodiff.ofArrays}. */
    public static ArrayFunction of(Function<Tensor, Tensor> f) {
        return new ArrayFunction(Objects.requireNonNull(f, "ofArrays: the function is null"));
    }

    /** A function of several tensors, whose numbers stand one after the other; see {@code Autodiff.ofArrays}. */
    public static ArrayFunction of(TensorFunction f, Shape... shapes) {
        Objects.requireNonNull(f, "ofArrays: the function is null");
        Objects.requireNonNull(shapes, "ofArrays: the shapes are null");
        Shape[] parts = shapes.clone();
        for (Shape part : parts) {
            Objects.requireNonNull(part, "ofArrays: a shape is null");
        }
        int[] sizes = Arrays.stream(parts).mapToInt(Shape::size).toArray();
        return new ArrayFunction(x -> {
            if (x.size() != Arrays.stream(sizes).sum()) {
                throw new IllegalArgumentException("ofArrays: the array has " + x.size() + " numbers, the arguments of"
                        + " shapes " + Arrays.toString(parts) + " have "
                        + Arrays.stream(sizes).sum());
            }
            Tensor[] arguments = x.split(0, sizes);
            Arrays.setAll(arguments, i -> arguments[i].reshape(parts[i]));
            return f.apply(arguments);
        });
    }

    private static Tensor vector(double[] x) {
        return Tensor.of(Shape.of(Objects.requireNonNull(x, "ofArrays: the array is null").length), x);
    }

    private static Tensor vector(String operation, double[] v, double[] x) {
        Objects.requireNonNull(v, operation + ": the vector is null");
        if (v.length != x.length) {
            throw new IllegalArgumentException(
                    operation + ": the vector has " + v.length + " numbers, the argument " + x.length);
        }
        return vector(v);
    }

    /**
     * The value of a function that gives one number.
     *
     * @throws IllegalArgumentException if it gives more or less
     */
    public double value(double[] x) {
        Tensor y = result(x);
        if (y.size() != 1) {
            throw new IllegalArgumentException("value: the function gives shape " + y.shape() + ": use values");
        }
        return y.item();
    }

    /** The value, all its numbers in row-major order. */
    public double[] values(double[] x) {
        return result(x).toArray();
    }

    private Tensor result(double[] x) {
        try (NoGrad scope = NoGrad.open()) {
            return Objects.requireNonNull(f.apply(vector(x)), "value: the function returned null");
        }
    }

    /**
     * The gradient of a function that gives one number.
     *
     * @throws IllegalArgumentException if it gives more or less
     */
    public double[] gradient(double[] x) {
        return valueAndGradient(x).gradient();
    }

    /** The value and the gradient, by one run of the function. */
    public ValueAndGradient valueAndGradient(double[] x) {
        Autodiff.ValueAndGrad at = Autodiff.valueAndGrad(f, vector(x));
        return new ValueAndGradient(at.value().item(), at.gradient().toArray());
    }

    /** The Jacobian: a row for each number of the value, a column for each of the argument. */
    public double[][] jacobian(double[] x) {
        return rows(jacobianOf(x));
    }

    /** The Jacobian as an EJML matrix. */
    public DMatrixRMaj jacobianMatrix(double[] x) {
        return jacobianOf(x).toMatrix();
    }

    private Tensor jacobianOf(double[] x) {
        Tensor jacobian = Autodiff.jacobian(f, vector(x));
        int columns = x.length;
        return jacobian.reshape(Shape.of(columns == 0 ? 0 : jacobian.size() / columns, columns));
    }

    /**
     * The Hessian of a function that gives one number, symmetric but for rounding.
     *
     * @throws IllegalArgumentException if it gives more or less
     */
    public double[][] hessian(double[] x) {
        return rows(Autodiff.hessian(f, vector(x)));
    }

    /** The Hessian as an EJML matrix. */
    public DMatrixRMaj hessianMatrix(double[] x) {
        return Autodiff.hessian(f, vector(x)).toMatrix();
    }

    /**
     * The Hessian of a function that gives one number, times a vector; without building the Hessian.
     *
     * @throws IllegalArgumentException if the lengths differ, or the function gives more or less than one number
     */
    public double[] hvp(double[] x, double[] v) {
        Tensor at = vector(x);
        return Autodiff.hvp(f, at, vector("hvp", v, x)).toArray();
    }

    /** The Jacobian times a vector. */
    public double[] jvp(double[] x, double[] v) {
        Tensor at = vector(x);
        return Autodiff.jvp(f, at, vector("jvp", v, x)).tangent().toArray();
    }

    private static double[][] rows(Tensor matrix) {
        int columns = matrix.shape().dim(1);
        double[] all = matrix.toArray();
        double[][] rows = new double[matrix.shape().dim(0)][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(all, i * columns, (i + 1) * columns));
        return rows;
    }
}
