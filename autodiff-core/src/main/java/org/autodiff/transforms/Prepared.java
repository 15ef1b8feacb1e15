package org.autodiff.transforms;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.autodiff.Autodiff;
import org.autodiff.Autodiff.ValueAndGrad;
import org.autodiff.Autodiff.ValueAndGrads;
import org.autodiff.NoGrad;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.ndarray.Shape;

/**
 * A derivative of a function, prepared for arguments of certain shapes: what does not depend on their numbers has been
 * found once. Made by {@code Autodiff.prepareGradient}, {@code prepareJacobian}, {@code prepareHessian} and
 * {@code prepareHvp}, by running the function once.
 *
 * <pre>{@code
 * Prepared<Tensor> jacobian = Autodiff.prepareJacobian(f, x);
 * for (...) {
 *     Tensor j = jacobian.at(x);
 * }
 * }</pre>
 *
 * <p>What is gained, as measured: memory of arrays of 256 and more numbers is used again, and a function that does
 * little with each of many numbers is 1.5 to 3 times faster; a Jacobian knows its mode, so that of a function of few
 * numbers that gives many runs the function once less, and is 3 times faster. On small arrays nothing is gained: then
 * a prepared operator is a check of shapes. The function itself is run anew each time, and may take another way:
 * replaying a record of it (see {@code Tape}) was no faster, and would have to refuse that.
 *
 * <p>The results are constants, also where the function reads parameters. It runs as an {@code Autodiff.step}: a tensor
 * that the function computes and keeps for itself, in a field, is gone after the call. It holds nothing that changes,
 * so any number of threads may use it at once, if they may use the function.
 *
 * @param <R> what it gives
 */
public final class Prepared<R> {
    /** From this size on arrays are recycled; below, a look-up costs more than a fresh array. */
    private static final int WORTH_RECYCLING = 256;

    private final String operation;
    private final Shape[] shapes;
    private final boolean recycling;
    private final Function<Tensor[], R> derivative;

    private Prepared(String operation, Shape[] shapes, boolean recycling, Function<Tensor[], R> derivative) {
        this.operation = operation;
        this.shapes = shapes;
        this.recycling = recycling;
        this.derivative = derivative;
    }

    /** What one run of a function tells. */
    private record Trial(Shape[] shapes, Shape value, boolean recycling) {
        static Trial of(String operation, TensorFunction f, Tensor... like) {
            Objects.requireNonNull(like, operation + ": the arguments are null");
            if (like.length == 0) {
                throw new IllegalArgumentException(
                        operation + ": needs at least one argument to differentiate with respect to");
            }
            for (Tensor x : like) {
                Objects.requireNonNull(x, operation + ": an argument is null");
            }
            try (NoGrad scope = NoGrad.open()) {
                Tape tape = Tape.record(f, like);
                return new Trial(
                        Arrays.stream(like).map(Tensor::shape).toArray(Shape[]::new),
                        tape.output().shape(),
                        tape.entries().stream().anyMatch(e -> e.shape().size() >= WORTH_RECYCLING));
            }
        }

        void requireScalar(String operation) {
            if (value.size() != 1) {
                throw new IllegalArgumentException(
                        operation + ": the function must return a scalar, got shape " + value + ": prepareJacobian");
            }
        }
    }

    /** The value and the gradient of a function of one tensor; see {@code Autodiff.prepareGradient}. */
    public static Prepared<ValueAndGrad> gradient(Function<Tensor, Tensor> f, Tensor like) {
        Trial trial = Trial.of("prepareGradient", one("prepareGradient", f), like);
        trial.requireScalar("prepareGradient");
        return new Prepared<>("gradient", trial.shapes, trial.recycling, xs -> {
            ValueAndGrad at = Autodiff.valueAndGrad(f, xs[0]);
            return new ValueAndGrad(constant(at.value()), constant(at.gradient()));
        });
    }

    /** The value and the gradients of a function of several tensors; see {@code Autodiff.prepareGradient}. */
    public static Prepared<ValueAndGrads> gradients(TensorFunction f, Tensor... like) {
        Objects.requireNonNull(f, "prepareGradient: the function is null");
        Trial trial = Trial.of("prepareGradient", f, like);
        trial.requireScalar("prepareGradient");
        return new Prepared<>("gradient", trial.shapes, trial.recycling, xs -> {
            ValueAndGrads at = Autodiff.valueAndGrad(f, xs);
            return new ValueAndGrads(
                    constant(at.value()),
                    at.gradients().stream().map(Prepared::constant).toList());
        });
    }

    /** The Jacobian; see {@code Autodiff.prepareJacobian}. */
    public static Prepared<Tensor> jacobian(Function<Tensor, Tensor> f, Tensor like) {
        Trial trial = Trial.of("prepareJacobian", one("prepareJacobian", f), like);
        boolean reverse = trial.value.size() <= like.size();
        return new Prepared<>(
                "jacobian",
                trial.shapes,
                trial.recycling || trial.value.size() * (long) like.size() >= WORTH_RECYCLING,
                xs -> constant(reverse ? Autodiff.jacobianReverse(f, xs[0]) : Autodiff.jacobianForward(f, xs[0])));
    }

    /** The Hessian; see {@code Autodiff.prepareHessian}. */
    public static Prepared<Tensor> hessian(Function<Tensor, Tensor> f, Tensor like) {
        Trial trial = Trial.of("prepareHessian", one("prepareHessian", f), like);
        trial.requireScalar("prepareHessian");
        return new Prepared<>(
                "hessian",
                trial.shapes,
                trial.recycling || like.size() * (long) like.size() >= WORTH_RECYCLING,
                xs -> constant(Autodiff.hessian(f, xs[0])));
    }

    /** The Hessian at a point times a vector; see {@code Autodiff.prepareHvp}. */
    public static Prepared<Tensor> hvp(Function<Tensor, Tensor> f, Tensor like) {
        Trial trial = Trial.of("prepareHvp", one("prepareHvp", f), like);
        trial.requireScalar("prepareHvp");
        Shape[] pointAndVector = {like.shape(), like.shape()};
        return new Prepared<>("hvp", pointAndVector, trial.recycling, xs -> constant(Autodiff.hvp(f, xs[0], xs[1])));
    }

    private static TensorFunction one(String operation, Function<Tensor, Tensor> f) {
        Objects.requireNonNull(f, operation + ": the function is null");
        return xs -> f.apply(xs[0]);
    }

    /** The results are constants; but what an enclosing transform differentiates is not lost silently. */
    private static Tensor constant(Tensor result) {
        if (Tensors.isWithinTransform() && !Tensors.isConstant(result)) {
            throw new IllegalStateException("a prepared operator gives constants, but its function reads what an"
                    + " enclosing transform differentiates: use the transform of Autodiff itself");
        }
        return result.detach();
    }

    /**
     * The derivative at some arguments; of {@code prepareHvp}, a point and a vector.
     *
     * @throws IllegalArgumentException if their number or shapes are others than those it was prepared for; or if one
     *     of them is being differentiated, since the result would be a constant: use the transform itself
     */
    public R at(Tensor... arguments) {
        Objects.requireNonNull(arguments, operation + ": the arguments are null");
        if (arguments.length != shapes.length) {
            throw new IllegalArgumentException(
                    operation + ": prepared for " + shapes.length + " arguments, got " + arguments.length);
        }
        for (int i = 0; i < shapes.length; i++) {
            Objects.requireNonNull(arguments[i], operation + ": an argument is null");
            if (!arguments[i].shape().equals(shapes[i])) {
                throw new IllegalArgumentException(operation + ": prepared for shape " + shapes[i] + ", got "
                        + arguments[i].shape() + (shapes.length == 1 ? "" : " for argument " + i)
                        + ": prepare it for that shape");
            }
            if (!Tensors.isConstant(arguments[i]) && !Tensors.isVariable(arguments[i])) {
                throw new IllegalArgumentException(operation + ": argument " + i + " is being differentiated, and a"
                        + " prepared operator gives constants: use Autodiff." + operation + ", or detach() it");
            }
        }
        return recycling ? Autodiff.step(() -> derivative.apply(arguments)) : derivative.apply(arguments);
    }

    @Override
    public String toString() {
        return operation + " for shape "
                + Arrays.stream(shapes).map(Shape::toString).collect(Collectors.joining(", "))
                + (recycling ? ", recycling memory" : "");
    }
}
