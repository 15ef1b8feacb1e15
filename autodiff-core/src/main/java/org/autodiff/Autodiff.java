package org.autodiff;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.autodiff.internal.Memory;
import org.autodiff.internal.engine.ArgumentOrigin;
import org.autodiff.internal.engine.BackwardWalk;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Engine;
import org.autodiff.internal.engine.GradientTable;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.StepResult;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.engine.Transform;
import org.autodiff.internal.gates.move.Moves;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.ndarray.NdArray;
import org.autodiff.sparse.SparseHessian;
import org.autodiff.sparse.SparseJacobian;
import org.autodiff.sparse.SparseMatrix;
import org.autodiff.sparse.SparsityPattern;

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
    private static final Moves.Alias ALIAS = new Moves.Alias();

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
        ValueAndGrads all = valueAndGrad((TensorFunction) xs -> f.apply(xs[0]), new Tensor[] {x});
        return new ValueAndGrad(all.value(), all.gradients().get(0));
    }

    /** The value and the gradients of a function of several tensors. */
    public static ValueAndGrads valueAndGrad(TensorFunction f, Tensor... xs) {
        return reverse("grad", f, null, xs);
    }

    /**
     * The value of {@code f} at {@code x}, and the vector-Jacobian product {@code u' df/dx}.
     *
     * @param u in the shape of the value
     */
    public static ValueAndGrad vjp(Function<Tensor, Tensor> f, Tensor x, Tensor u) {
        Objects.requireNonNull(f, "vjp: the function is null");
        Objects.requireNonNull(u, "vjp: the vector is null");
        ValueAndGrads all = reverse("vjp", xs -> f.apply(xs[0]), u, x);
        return new ValueAndGrad(all.value(), all.gradients().get(0));
    }

    private static ValueAndGrads reverse(String operation, TensorFunction f, Tensor u, Tensor... xs) {
        requireArguments(operation, f, xs);
        Context context = Context.current();
        boolean recording = context.recording;
        boolean tangents = context.tangents;
        context.recording = true;
        context.tangents = true;
        Transform transform = Transform.begin(context, true);
        Tensor value;
        Tensor[] gradients = new Tensor[xs.length];
        try {
            Tensor[] arguments = Arrays.stream(xs)
                    .map(x -> argument(Tensors.live(x), transform))
                    .toArray(Tensor[]::new);
            Tensor y = Tensors.live(
                    Objects.requireNonNull(f.apply(arguments), operation + ": the function returned null"));
            if (u == null && y.size() != 1) {
                throw new IllegalArgumentException(
                        operation + ": the function must return a scalar, got shape " + y.shape() + ": use vjp or jvp");
            }
            if (u != null && !u.shape().equals(y.shape())) {
                throw new IllegalArgumentException(operation + ": the vector has shape " + u.shape() + ", the value "
                        + y.shape() + ": must be the same");
            }
            Node[] nodes = Arrays.stream(arguments).map(Tensors::node).toArray(Node[]::new);
            Tensor upstream = u == null ? Tensor.of(1).reshape(y.shape()) : Tensors.lasting(u);
            GradientTable found = Tensors.liveNode(y) == null || nodes.length == 0
                    ? new GradientTable(true)
                    : BackwardWalk.run(
                            Tensors.node(y),
                            upstream,
                            nodes,
                            recording ? BackwardWalk.Recording.IF_NEEDED : BackwardWalk.Recording.NO);
            for (int i = 0; i < xs.length; i++) {
                gradients[i] = found.get(nodes[i]);
                if (!found.has(nodes[i])) {
                    ArgumentOrigin.requireNotRead(operation, i, xs[i], y, nodes);
                }
                if (gradients[i] == null) {
                    gradients[i] = Tensor.zeros(xs[i].shape());
                }
            }
            value = y;
        } finally {
            transform.end(context);
            context.recording = recording;
            context.tangents = tangents;
        }
        gradients = Arrays.stream(gradients).map(g -> outside(context, g)).toArray(Tensor[]::new);
        return new ValueAndGrads(outside(context, value), List.of(gradients));
    }

    private static void requireArguments(String operation, Object f, Tensor[] xs) {
        Objects.requireNonNull(f, operation + ": the function is null");
        Objects.requireNonNull(xs, operation + ": the arguments are null");
        if (xs.length == 0) {
            throw new IllegalArgumentException(
                    operation + ": needs at least one argument to differentiate with respect to");
        }
        for (int i = 0; i < xs.length; i++) {
            requireNonNull(operation, "argument", xs, i);
        }
    }

    private static void requireNonNull(String operation, String what, Tensor[] tensors, int i) {
        if (tensors[i] == null) {
            throw new NullPointerException(operation + ": " + what + (tensors.length == 1 ? "" : " " + i) + " is null");
        }
    }

    /** A transform's own place on the tape for an argument; linked to where the argument came from, if anywhere. */
    private static Tensor argument(Tensor x, Transform transform) {
        if (Tensors.liveNode(x) != null) {
            return Engine.apply(ALIAS, x);
        }
        Tensor argument = Tensors.argument(x, transform);
        Context context = Context.current();
        if (context.recorder != null) {
            context.recorder.add(context, ALIAS, new Tensor[] {x}, argument);
        }
        return argument;
    }

    /**
     * A result as the caller sees it: without the history that leads only to the arguments of the transform, which is
     * over. Within {@link NoGrad} it is a constant like everything else. A recording keeps all history anyway. Numbers
     * of a parameter are copied: later assignments do not change a result.
     */
    private static Tensor outside(Context context, Tensor result) {
        Tensor y = Tensors.lasting(context.recorder == null ? Tensors.settled(result) : result);
        return context.tangents ? y : y.detach();
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
        requireArguments("jvp", f, xs);
        Objects.requireNonNull(vs, "jvp: the tangents are null");
        if (xs.length != vs.length) {
            throw new IllegalArgumentException("jvp: " + xs.length + " arguments, but " + vs.length + " tangents");
        }
        for (int i = 0; i < xs.length; i++) {
            requireNonNull("jvp", "tangent", vs, i);
            if (!xs[i].shape().equals(vs[i].shape())) {
                throw new IllegalArgumentException("jvp: tangent " + i + " has shape " + vs[i].shape()
                        + ", its argument " + xs[i].shape() + ": must be the same");
            }
        }
        Context context = Context.current();
        boolean tangents = context.tangents;
        context.tangents = true;
        Transform level = Transform.begin(context, false);
        Tensor value;
        Tensor tangent;
        try {
            Tensor[] moving = new Tensor[xs.length];
            for (int i = 0; i < xs.length; i++) {
                moving[i] = Tensors.moving(xs[i], vs[i], level);
            }
            Tensor y = Tensors.live(Objects.requireNonNull(f.apply(moving), "jvp: the function returned null"));
            value = Tensors.primal(y, level);
            tangent = Tensors.tangent(y, level);
            if (tangent == null) {
                for (int i = 0; i < xs.length; i++) {
                    ArgumentOrigin.requireNotRead("jvp", i, xs[i], y);
                }
                tangent = Tensor.zeros(y.shape());
            }
        } finally {
            level.end(context);
            context.tangents = tangents;
        }
        return new ValueAndTangent(outside(context, value), outside(context, tangent));
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

    // ---- sparse Jacobians and Hessians

    /**
     * The Jacobian of {@code f} at {@code x} where most of it is zero: a row for each element of the value, a column for
     * each element of {@code x}, both in row-major order. It finds out where the entries are, and takes as many
     * directions as it has {@link org.autodiff.sparse.Coloring colours}: of a band as many as it is wide, however long it
     * is. To compute it at many points, {@link SparseJacobian#prepare} it.
     *
     * <p>The result is numbers without a history. Where each element of the value depends on nearly all of x it is no
     * sparse matrix: there a dense Jacobian costs less.
     */
    public static SparseMatrix sparseJacobian(Function<Tensor, Tensor> f, Tensor x) {
        return SparseJacobian.prepare(f, x).at(x);
    }

    /** The same of a function of several tensors: columns for the elements of the first, then of the second, and so on. */
    public static SparseMatrix sparseJacobian(TensorFunction f, Tensor... xs) {
        return SparseJacobian.prepare(f, xs).at(xs);
    }

    /**
     * The Jacobian of {@code f} at {@code x}, where the program knows its pattern.
     *
     * @throws IllegalArgumentException if the pattern lacks an entry that is not zero, which a random direction shows
     */
    public static SparseMatrix sparseJacobian(Function<Tensor, Tensor> f, Tensor x, SparsityPattern pattern) {
        return SparseJacobian.prepare(f, pattern, x).at(x);
    }

    /**
     * The Hessian of {@code f}, which gives a scalar, at {@code x}, where most of it is zero: both halves, a row and a
     * column for each element of {@code x}. It finds out where the entries are, and takes as many Hessian-vector products
     * as it has {@link org.autodiff.sparse.Coloring colours}: of a chain of springs three. To compute it at many points,
     * {@link SparseHessian#prepare} it.
     */
    public static SparseMatrix sparseHessian(Function<Tensor, Tensor> f, Tensor x) {
        return SparseHessian.prepare(f, x).at(x);
    }

    /** The same of a function of several tensors, with respect to the elements of all. */
    public static SparseMatrix sparseHessian(TensorFunction f, Tensor... xs) {
        return SparseHessian.prepare(f, xs).at(xs);
    }

    /**
     * The Hessian of {@code f} at {@code x}, where the program knows its pattern.
     *
     * @throws IllegalArgumentException if the pattern is not symmetric, or lacks an entry that is not zero, which a
     *     random direction shows
     */
    public static SparseMatrix sparseHessian(Function<Tensor, Tensor> f, Tensor x, SparsityPattern pattern) {
        return SparseHessian.prepare(f, pattern, x).at(x);
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
