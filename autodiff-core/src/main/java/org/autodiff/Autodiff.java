package org.autodiff;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.autodiff.internal.Memory;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.StepResult;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.transforms.Forward;
import org.autodiff.internal.transforms.Jacobians;
import org.autodiff.internal.transforms.Reverse;
import org.autodiff.internal.transforms.SecondOrder;
import org.autodiff.internal.transforms.Vmap;
import org.autodiff.ndarray.NdArray;
import org.autodiff.options.Mapping;

/**
 * Derivatives of functions. Transforms nest in any way - {@code grad(grad(f))}, {@code jvp} of {@code grad}, a gradient
 * within the function of another gradient - and never mix up their variables: each differentiates with respect to an
 * argument of its own.
 *
 * <pre>{@code
 * UnaryOperator<Tensor> df = Autodiff.grad(x -> x.sin().mul(x));
 * UnaryOperator<Tensor> ddf = Autodiff.grad(df);
 * }</pre>
 *
 * <p>An argument that the function does not use has gradient zero; but a function that reads the variable given for an
 * argument, instead of the argument, is refused. Results can be differentiated with respect to everything else that the
 * function used: variables, parameters, arguments of an enclosing transform; where there are none, they are constants.
 * A tensor that the function leaves somewhere else is, once the transform is over, what it would be outside: without
 * the tangent, and without a way to the argument. So what a memo holds is a constant to a later call.
 */
public final class Autodiff {
    private static final Mapping OVER_FIRST_AXIS = Mapping.over(0);

    private Autodiff() {}

    /** A value and the gradient there, in the shape of the argument. */
    public record ValueAndGrad(Tensor value, Tensor gradient) {}

    /** A value and the gradient with respect to each argument. */
    public record ValueAndGrads(Tensor value, List<Tensor> gradients) {}

    /** A value and its tangent: the directional derivative, in the shape of the value. */
    public record ValueAndTangent(Tensor value, Tensor tangent) {}

    // ---- reverse mode

    /**
     * The gradient function of {@code f}, which maps a tensor to a scalar.
     *
     * @return throws {@link IllegalArgumentException} where {@code f} gives no scalar
     */
    public static UnaryOperator<Tensor> grad(Function<Tensor, Tensor> f) {
        Objects.requireNonNull(f, "grad: the function is null");
        return x -> grad(f, x);
    }

    /** The gradient of {@code f} at {@code x}. */
    public static Tensor grad(Function<Tensor, Tensor> f, Tensor x) {
        return valueAndGrad(f, x).gradient();
    }

    /** The value and the gradient of {@code f} at {@code x}. */
    public static ValueAndGrad valueAndGrad(Function<Tensor, Tensor> f, Tensor x) {
        Objects.requireNonNull(f, "grad: the function is null");
        Reverse.Result all = Reverse.vjp("grad", xs -> f.apply(xs[0]), null, x);
        return new ValueAndGrad(all.value(), all.gradients()[0]);
    }

    /** The value and the gradients of a function of several tensors. */
    public static ValueAndGrads valueAndGrad(TensorFunction f, Tensor... xs) {
        Objects.requireNonNull(f, "grad: the function is null");
        Reverse.Result all = Reverse.vjp("grad", f::apply, null, xs);
        return new ValueAndGrads(all.value(), List.of(all.gradients()));
    }

    /**
     * The value of {@code f} at {@code x}, and the vector-Jacobian product {@code u' df/dx}.
     *
     * @param u in the shape of the value
     */
    public static ValueAndGrad vjp(Function<Tensor, Tensor> f, Tensor x, Tensor u) {
        Objects.requireNonNull(f, "vjp: the function is null");
        Objects.requireNonNull(u, "vjp: the vector is null");
        Reverse.Result all = Reverse.vjp("vjp", xs -> f.apply(xs[0]), u, x);
        return new ValueAndGrad(all.value(), all.gradients()[0]);
    }

    /**
     * The value of a function of several tensors, and its vector-Jacobian products.
     *
     * @param u in the shape of the value
     * @return with a gradient for each argument
     */
    public static ValueAndGrads vjp(TensorFunction f, Tensor[] xs, Tensor u) {
        Objects.requireNonNull(f, "vjp: the function is null");
        Objects.requireNonNull(u, "vjp: the vector is null");
        Reverse.Result all = Reverse.vjp("vjp", f::apply, u, xs);
        return new ValueAndGrads(all.value(), List.of(all.gradients()));
    }

    // ---- forward mode

    /**
     * The value of {@code f} at {@code x}, and the Jacobian-vector product {@code df/dx v}: the derivative in direction
     * {@code v}, in one pass forward, without a tape.
     *
     * @param v in the shape of {@code x}
     */
    public static ValueAndTangent jvp(Function<Tensor, Tensor> f, Tensor x, Tensor v) {
        Objects.requireNonNull(f, "jvp: the function is null");
        return jvp(xs -> f.apply(xs[0]), new Tensor[] {x}, new Tensor[] {v});
    }

    /** The value and the directional derivative of a function of several tensors. */
    public static ValueAndTangent jvp(TensorFunction f, Tensor[] xs, Tensor[] vs) {
        Objects.requireNonNull(f, "jvp: the function is null");
        Forward.Result y = Forward.jvp(f::apply, xs, vs);
        return new ValueAndTangent(y.values()[0], y.tangents()[0]);
    }

    /**
     * The product of the Hessian of {@code f} at {@code x} with a vector, forward over reverse: about the cost of two
     * gradients, and the Hessian is never built.
     *
     * @param v in the shape of {@code x}
     */
    public static Tensor hvp(Function<Tensor, Tensor> f, Tensor x, Tensor v) {
        Objects.requireNonNull(f, "hvp: the function is null");
        return SecondOrder.hvp(xs -> f.apply(xs[0]), new Tensor[] {x}, new Tensor[] {v})[0];
    }

    /**
     * The product of the Hessian of a function of several tensors with a vector.
     *
     * @param vs the parts of the vector, each in the shape of its argument
     * @return the parts of the product, each in the shape of its argument
     */
    public static List<Tensor> hvp(TensorFunction f, Tensor[] xs, Tensor[] vs) {
        Objects.requireNonNull(f, "hvp: the function is null");
        return List.of(SecondOrder.hvp(f::apply, xs, vs));
    }

    // ---- Jacobians and Hessians

    /** The Jacobian function of {@code f}; see {@link #jacobian(Function, Tensor)}. */
    public static UnaryOperator<Tensor> jacobian(Function<Tensor, Tensor> f) {
        Objects.requireNonNull(f, "jacobian: the function is null");
        return x -> jacobian(f, x);
    }

    /**
     * The Jacobian of {@code f} at {@code x}: all {@code dy[i] / dx[j]}, of shape {@code y.shape + x.shape}; so of a
     * vector function of a vector it is a matrix, and of a scalar function it is the gradient.
     *
     * <p>Reverse mode pushes one cotangent back for each number of y, forward mode one tangent for each of x. That with
     * fewer of them is taken, which shows after f has run once; for forward mode it runs again. 64 go at a time, as a
     * batch, so each costs far less than a gradient. The result has {@code y.size x.size} numbers: where only its
     * products with vectors are needed, {@link #jvp} and {@link #vjp} are cheaper.
     *
     * @throws IllegalStateException if it is forward mode, and f draws random numbers or assigns parameters
     */
    public static Tensor jacobian(Function<Tensor, Tensor> f, Tensor x) {
        Objects.requireNonNull(f, "jacobian: the function is null");
        return Jacobians.ofEither(xs -> f.apply(xs[0]), x)[0];
    }

    /**
     * The Jacobian of a function of several tensors.
     *
     * @return for each argument its block, of shape {@code y.shape + x.shape}
     */
    public static List<Tensor> jacobian(TensorFunction f, Tensor... xs) {
        Objects.requireNonNull(f, "jacobian: the function is null");
        return List.of(Jacobians.ofEither(f::apply, xs));
    }

    /**
     * The {@link #jacobian(Function, Tensor) Jacobian} by reverse mode, for a function of many numbers that gives few.
     * It runs f once, and keeps its tape. JAX's {@code jacrev}.
     */
    public static Tensor jacobianReverse(Function<Tensor, Tensor> f, Tensor x) {
        return jacobianReverse(f, x, Jacobians.CHUNK);
    }

    /**
     * The same with another number of cotangents at a time than 64: fewer, if f has large intermediate results, of
     * which the walk holds so many copies.
     *
     * @throws IllegalArgumentException if {@code chunk} is not positive
     */
    public static Tensor jacobianReverse(Function<Tensor, Tensor> f, Tensor x, int chunk) {
        Objects.requireNonNull(f, "jacobianReverse: the function is null");
        return Jacobians.reverse(xs -> f.apply(xs[0]), chunk, x)[0];
    }

    /**
     * The {@link #jacobian(Function, Tensor) Jacobian} by forward mode, for a function of few numbers that gives many.
     * It runs f for every 64 numbers of x, and keeps no tape. JAX's {@code jacfwd}.
     *
     * @throws IllegalStateException if f runs more than once, and draws random numbers or assigns parameters
     */
    public static Tensor jacobianForward(Function<Tensor, Tensor> f, Tensor x) {
        return jacobianForward(f, x, Jacobians.CHUNK);
    }

    /**
     * The same with another number of tangents at a time than 64: fewer, if f has large intermediate results, of which
     * there are so many copies.
     *
     * @throws IllegalArgumentException if {@code chunk} is not positive
     */
    public static Tensor jacobianForward(Function<Tensor, Tensor> f, Tensor x, int chunk) {
        Objects.requireNonNull(f, "jacobianForward: the function is null");
        return Jacobians.forward(xs -> f.apply(xs[0]), chunk, x)[0];
    }

    /** The Hessian function of {@code f}; see {@link #hessian(Function, Tensor)}. */
    public static UnaryOperator<Tensor> hessian(Function<Tensor, Tensor> f) {
        Objects.requireNonNull(f, "hessian: the function is null");
        return x -> hessian(f, x);
    }

    /**
     * The Hessian of {@code f}, which gives a scalar, at {@code x}: all {@code d^2 f / dx[i] dx[j]}, of shape {@code
     * x.shape + x.shape}.
     *
     * <p>The gradient is recorded once, and the unit vectors go back through its tape, 64 at a time, as a batch. The
     * two halves are computed by themselves, so they agree but for rounding; nothing makes them equal. The result has
     * {@code x.size^2} numbers: for its products with vectors use {@link #hvp}, for its diagonal
     * {@link #hessianDiagonal}.
     *
     * @throws IllegalArgumentException if f gives no scalar
     */
    public static Tensor hessian(Function<Tensor, Tensor> f, Tensor x) {
        return hessian(f, x, Jacobians.CHUNK);
    }

    /**
     * The same with another number of unit vectors at a time than 64: fewer, if f has large intermediate results, of
     * which the walk holds so many copies.
     *
     * @throws IllegalArgumentException also if {@code chunk} is not positive
     */
    public static Tensor hessian(Function<Tensor, Tensor> f, Tensor x, int chunk) {
        Objects.requireNonNull(f, "hessian: the function is null");
        return SecondOrder.hessian(xs -> f.apply(xs[0]), chunk, x)[0][0];
    }

    /**
     * The Hessian of a function of several tensors, in blocks.
     *
     * @return the block of arguments i and j at {@code get(i).get(j)}, of shape {@code xi.shape + xj.shape}
     * @throws IllegalArgumentException if f gives no scalar
     */
    public static List<List<Tensor>> hessian(TensorFunction f, Tensor... xs) {
        Objects.requireNonNull(f, "hessian: the function is null");
        return Arrays.stream(SecondOrder.hessian(f::apply, Jacobians.CHUNK, xs))
                .map(List::of)
                .toList();
    }

    /**
     * The diagonal of the Hessian, all {@code d^2 f / dx[i]^2}, in the shape of {@code x}. It costs the walks of a
     * whole {@link #hessian(Function, Tensor) Hessian}, but holds 64 of its rows at a time only.
     *
     * @throws IllegalArgumentException if f gives no scalar
     */
    public static Tensor hessianDiagonal(Function<Tensor, Tensor> f, Tensor x) {
        Objects.requireNonNull(f, "hessianDiagonal: the function is null");
        return SecondOrder.hessianDiagonal(xs -> f.apply(xs[0]), Jacobians.CHUNK, x);
    }

    /**
     * The product of the Gauss-Newton matrix of {@code loss(model(x))} with a vector, {@code J' H J v}: J is the
     * Jacobian of the model at x, H the Hessian of the loss at the model's value. It is the Hessian without the
     * curvature of the model, and positive semidefinite where the loss is convex. For half the sum of squares it is
     * {@code J' J v}. One pass of the model forward and one back; about the cost of two gradients.
     *
     * @param loss gives a scalar
     * @param v in the shape of {@code x}
     * @return in the shape of {@code x}
     */
    public static Tensor gaussNewtonProduct(
            Function<Tensor, Tensor> model, Function<Tensor, Tensor> loss, Tensor x, Tensor v) {
        Objects.requireNonNull(model, "gaussNewtonProduct: the model is null");
        Objects.requireNonNull(loss, "gaussNewtonProduct: the loss is null");
        Objects.requireNonNull(v, "gaussNewtonProduct: the vector is null");
        return SecondOrder.gaussNewtonProduct(model, loss, x, v);
    }

    // ---- batches

    /**
     * A function of one example as a function of a batch: the argument has its examples along its first axis, the
     * result too. The function is called once, and computes all examples at once.
     *
     * <pre>{@code
     * UnaryOperator<Tensor> perExample = Autodiff.vmap(Autodiff.grad(x -> loss(x)));   // one walk, not n
     * }</pre>
     *
     * <p>Within the function an example has a shape but no numbers: {@code item()}, {@code argmax} and the like throw,
     * and a branch is made by {@code Tensor.where}. It must not assign parameters nor draw from a generator older than
     * the call; see {@link Mapping#sameDraws}. Draws of other generators than {@link Rng} are not noticed, and are the
     * same for all examples. Operations on an example that have no form for batches are computed one by one.
     */
    public static UnaryOperator<Tensor> vmap(Function<Tensor, Tensor> f) {
        Objects.requireNonNull(f, "vmap: the function is null");
        return x -> Vmap.map(xs -> new Tensor[] {f.apply(xs[0])}, OVER_FIRST_AXIS, x)[0];
    }

    /**
     * The same for a function of several tensors, each of which has an example for each place along some axis, or is
     * {@link Mapping#SHARED} by all.
     *
     * <pre>{@code
     * TensorFunction f = Autodiff.vmap(xs -> xs[0].mul(xs[1]).sum(), Mapping.over(0, SHARED));
     * }</pre>
     *
     * @return a function that throws {@link IllegalArgumentException} if the numbers of examples differ
     */
    public static TensorFunction vmap(TensorFunction f, Mapping mapping) {
        Objects.requireNonNull(f, "vmap: the function is null");
        Objects.requireNonNull(mapping, "vmap: the mapping is null");
        return xs -> Vmap.map(ys -> new Tensor[] {f.apply(ys)}, mapping, xs)[0];
    }

    /** The same for a function with several results. */
    public static UnaryOperator<Tensor[]> vmapAll(Function<Tensor[], Tensor[]> f, Mapping mapping) {
        Objects.requireNonNull(f, "vmap: the function is null");
        Objects.requireNonNull(mapping, "vmap: the mapping is null");
        return xs -> Vmap.map(f, mapping, xs);
    }

    // ---- this process

    /**
     * Which number kernels this process uses: {@code vector}, if Java was started with {@code --add-modules
     * jdk.incubator.vector} and makes them fast (HotSpot's C2, vectors of 256 bits or more), else {@code scalar};
     * {@code -Dautodiff.kernels=scalar|vector} forces one. The choice is logged, with the reason.
     *
     * @throws IllegalArgumentException if a property, {@code autodiff.kernels} or {@code autodiff.threads}, is wrong;
     *     so does every operation then
     * @throws IllegalStateException if it forces the vector kernels, and the module is absent
     */
    public static String kernels() {
        return Kernels.active().name();
    }

    // ---- memory

    /**
     * Runs one step of a loop, and recycles the memory of every array computed inside it, for the next step to use.
     * What the body returns escapes, and so does what it assigns to a {@link Parameter}; any other tensor computed
     * inside throws when it is read afterwards. So does a static constant that is first computed inside, but not what
     * is made of numbers of the program's own: {@code Tensor.of}, {@code zeros}, {@code eye} and so on,
     * {@code NdArray.build}, draws of {@link Rng}. A returned tensor is a value without a history; tensors within a
     * returned record or collection keep theirs, but it cannot be walked any more.
     *
     * <p>An array that the program drops before the end of the step is garbage at once, as it is outside of steps.
     *
     * <pre>{@code
     * double loss = Autodiff.step(() -> {
     *     Tensor l = model.loss(batch);
     *     optimizer.step(l.backward());
     *     return l.item();
     * });
     * }</pre>
     *
     * @param body may return a tensor, an array, gradients; an array, collection, map, optional or record of these; or
     *     anything that holds none
     * @throws IllegalArgumentException if it returns a tensor in anything else - a {@code Map.Entry}, a class of the
     *     program's own - or something that cannot be looked into, such as a {@code Stream}; then nothing is recycled
     * @throws IllegalStateException if it returns a tensor with a history within {@code grad} or {@code vjp}, whose
     *     gradient would be cut
     */
    public static <T> T step(Supplier<T> body) {
        Objects.requireNonNull(body, "step: the body is null");
        Context context = Context.current();
        if (context.recorder != null) { // a recording keeps every value
            return StepResult.withoutHistory(context, body.get());
        }
        Memory.Scope scope = Memory.openScope(true);
        List<NdArray> escaping;
        T result;
        try {
            result = StepResult.withoutHistory(context, body.get());
            escaping = StepResult.arrays(scope, result);
        } catch (Throwable e) {
            scope.close();
            throw e;
        }
        scope.closeRecycling(escaping);
        return result;
    }

    /** Runs one step that returns nothing; see {@link #step(Supplier)}. */
    public static void step(Runnable body) {
        Objects.requireNonNull(body, "step: the body is null");
        step(() -> {
            body.run();
            return null;
        });
    }
}
