package org.autodiff;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.autodiff.internal.Memory;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.StepResult;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.transforms.Checkpoint;
import org.autodiff.internal.transforms.Forward;
import org.autodiff.internal.transforms.Reverse;
import org.autodiff.ndarray.NdArray;

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
        return new ValueAndTangent(y.value(), y.tangent());
    }

    /**
     * The product of the Hessian of {@code f} at {@code x} with a vector, forward over reverse: about the cost of two
     * gradients, and the Hessian is never built.
     *
     * @param v in the shape of {@code x}
     */
    public static Tensor hvp(Function<Tensor, Tensor> f, Tensor x, Tensor v) {
        Objects.requireNonNull(f, "hvp: the function is null");
        return jvp(grad(f), x, v).tangent();
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

    // ---- memory: recomputation

    /**
     * {@code f(x)} without its interior: only the argument is kept, and what else {@code f} read (weights that a lambda
     * captured). Backward runs {@code f} again, and gives the same gradients, of every order. See
     * {@link #checkpoint(TensorFunction, Tensor...)}.
     */
    public static Tensor checkpoint(Function<Tensor, Tensor> f, Tensor x) {
        Objects.requireNonNull(f, "checkpoint: the function is null");
        return checkpoint((TensorFunction) xs -> f.apply(xs[0]), new Tensor[] {x});
    }

    /**
     * The value of a function of several tensors without its interior. It costs one more run of the function on the way
     * back, and saves what its operations would keep; checkpoints nest, and work under every transform. Where three or
     * more contributions to the gradient of one tensor meet, those from within the function are added up first, so that
     * bits may differ from those without it; otherwise they are the same.
     *
     * <p>The function must do the same each time, and is checked: the tensors that it reads, the shapes and the bits of
     * what it gives. Draws from an {@link Rng} are repeated; {@link Parameter#assign} and {@link Tape#effect} are not
     * done a second time. A tensor that it leaves somewhere else is a constant afterwards. While a tape is recorded,
     * and within {@link NoGrad}, it is nothing but a call of the function.
     *
     * <p><b>When not to use it:</b> where memory suffices, for the work; around single operations, since the arguments
     * are kept ({@code exp} keeps one array already); around functions that keep memos or use a random generator of
     * another kind, which are refused on the way back. For a long loop there is {@link #loop}.
     *
     * @throws IllegalStateException on the way back, if the function does something else than at first, or a parameter
     *     that it read was assigned since
     */
    public static Tensor checkpoint(TensorFunction f, Tensor... xs) {
        Objects.requireNonNull(f, "checkpoint: the function is null");
        return checkpointAll(ys -> new Tensor[] {f.apply(ys)}, xs)[0];
    }

    /** The same for a function of several results. */
    public static Tensor[] checkpointAll(Function<Tensor[], Tensor[]> f, Tensor... xs) {
        return Checkpoint.run(f, xs);
    }

    /**
     * The state after {@code n} steps, without a tape of all of them: a million steps of a simulation can be
     * differentiated in a small heap, at about three times the forward work. See {@link Loop}.
     */
    public static Tensor loop(int n, Tensor state, Loop.Step step) {
        return Loop.of(n).run(state, step);
    }

    /** The same with a state of several tensors. */
    public static Tensor[] loop(int n, Tensor[] state, Loop.Steps step) {
        return Loop.of(n).run(state, step);
    }

    /**
     * A loop over the rows of a tensor, in which each step also gives an output: JAX's {@code lax.scan}. For several
     * tensors see {@link Loop#scan(Tensor[], Tensor[], Loop.ScanSteps)}.
     */
    public static Loop.Scanned scan(Tensor state, Tensor xs, Loop.ScanStep step) {
        Objects.requireNonNull(xs, "scan: the tensor of rows is null");
        if (xs.rank() == 0) {
            throw new IllegalArgumentException("scan: needs rows along a first axis, got a scalar");
        }
        return Loop.of(xs.shape().dim(0)).scan(state, xs, step);
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
