package org.autodiff;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.autodiff.custom.CustomFunction;
import org.autodiff.custom.CustomJvp;
import org.autodiff.custom.CustomVjp;
import org.autodiff.explain.DebugScope;
import org.autodiff.explain.GradientExplanation;
import org.autodiff.explain.StopAt;
import org.autodiff.internal.Memory;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Planning;
import org.autodiff.internal.engine.Substitution;
import org.autodiff.internal.explain.Explainer;
import org.autodiff.internal.explain.OpenDebugScope;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.profile.Profile;
import org.autodiff.internal.step.StepResult;
import org.autodiff.internal.transforms.Checkpoint;
import org.autodiff.internal.transforms.Forward;
import org.autodiff.internal.transforms.Jacobians;
import org.autodiff.internal.transforms.Reverse;
import org.autodiff.internal.transforms.SecondOrder;
import org.autodiff.internal.transforms.Structured;
import org.autodiff.internal.transforms.Vmap;
import org.autodiff.memory.Loop;
import org.autodiff.memory.SavedArrays;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Mapping;
import org.autodiff.sparse.SparseHessian;
import org.autodiff.sparse.SparseJacobian;
import org.autodiff.sparse.SparseMatrix;
import org.autodiff.sparse.SparsityPattern;
import org.autodiff.transforms.ArrayFunction;
import org.autodiff.transforms.Linearization;
import org.autodiff.transforms.Prepared;
import org.autodiff.tree.Parameterized;
import org.autodiff.tree.Tree;

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

    /**
     * A value and the gradient there, of a function of a structure of tensors.
     *
     * @param <V> what the function returns: a tensor, or a structure of tensors
     * @param <G> the form of the argument
     */
    public record WithGradient<V, G>(V value, G gradient) {}

    /**
     * A value and its tangent, of a function of a structure of tensors.
     *
     * @param <V> what the function returns: a tensor, or a structure of tensors
     */
    public record WithTangent<V>(V value, V tangent) {}

    /**
     * What a function computes to be differentiated, and what else it returns.
     *
     * @param value a scalar
     * @param aux a tensor or a structure of tensors; it is not differentiated
     */
    public record WithAux<A>(Tensor value, A aux) {}

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

    // ---- finding what went wrong

    /**
     * A scope in which NaN and infinity stop the program at once, in a forward or a backward pass, with an exception
     * that names the operation, its inputs, the line of the program, and the operations that led there. Printed tapes
     * show the lines too, and so do exceptions of backward passes through what was computed inside.
     *
     * <pre>{@code
     * try (DebugScope scope = Autodiff.debug()) {
     *     loss(batch).backward();
     * }
     * }</pre>
     *
     * <p>It is for this thread, and costs nothing while none is open. Inside, an operation costs some ten microseconds,
     * and the tape keeps all values: not for the whole of a long training, but from the step that is under suspicion.
     * An infinity that comes from an infinite constant of the program's own, such as a mask of {@code -Infinity}, goes
     * through; where the program computes with infinities, use {@link #debug(StopAt)}.
     *
     * @return throws {@link org.autodiff.explain.NonFiniteException} from the operation, or from {@code backward}
     */
    public static DebugScope debug() {
        return OpenDebugScope.open(StopAt.NAN_OR_INFINITY);
    }

    /** The same, that stops at NaN only, or at nothing: then it notes source lines. */
    public static DebugScope debug(StopAt stopAt) {
        return OpenDebugScope.open(stopAt);
    }

    /**
     * Why the gradient of a loss with respect to a tensor is absent, zero, tiny, huge, infinite or NaN - or that it is
     * healthy. It prints itself in a few lines, and names the operation that is to blame. It walks back once, and
     * changes nothing.
     *
     * <pre>{@code
     * System.out.println(Autodiff.explainGradient(loss, w));
     * }</pre>
     *
     * <p>An ordinary tape shows what happens on the way back, but neither source lines nor what is not on it: a detach,
     * a number taken out. Compute the loss within {@link #debug}, or give it as a function, and it sees these too.
     *
     * @param w a variable or parameter, or an intermediate result
     * @throws IllegalArgumentException if the loss is no scalar
     * @throws IllegalStateException if a value that the way back needs is gone: a parameter was assigned since
     */
    public static GradientExplanation explainGradient(Tensor loss, Tensor w) {
        return Explainer.explain(loss, w);
    }

    /** The same of a loss that is computed for this, once, with an eye on every operation. */
    public static GradientExplanation explainGradient(Supplier<Tensor> loss, Tensor w) {
        return Explainer.explain(loss, w);
    }

    /** The same of a function at {@code x}: why is {@code grad(f, x)} what it is? */
    public static GradientExplanation explainGradient(Function<Tensor, Tensor> f, Tensor x) {
        return Explainer.explain(f, x);
    }

    // ---- sparse Jacobians and Hessians

    /**
     * The Jacobian of {@code f} at {@code x} where most of it is zero: a row for each element of the value, a column
     * for each element of {@code x}, both in row-major order. It finds out where the entries are, and takes as many
     * directions as it has {@link org.autodiff.sparse.Coloring colours}: of a band as many as it is wide, however long
     * it is. To compute it at many points, {@link SparseJacobian#prepare} it.
     *
     * <p>The result is numbers without a history. Where each element of the value depends on nearly all of x it is no
     * sparse matrix: there a dense Jacobian costs less.
     */
    public static SparseMatrix sparseJacobian(Function<Tensor, Tensor> f, Tensor x) {
        return SparseJacobian.prepare(f, x).at(x);
    }

    /** The same of a function of several tensors: columns for the elements of the first, then of the second. */
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
     * column for each element of {@code x}. It finds out where the entries are, and takes as many Hessian-vector
     * products as it has {@link org.autodiff.sparse.Coloring colours}: of a chain of springs three. To compute it at
     * many points, {@link SparseHessian#prepare} it.
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

    // ---- custom derivatives

    /**
     * A black box with a gradient of its own, in one line: a function from plain numbers to one number.
     *
     * <pre>{@code
     * CustomFunction f = Autodiff.custom(x -> x[0] * x[0] * x[1], x -> new double[] {2 * x[0] * x[1], x[0] * x[0]});
     * Tensor df = Autodiff.grad(f, Tensor.of(3, 5));                        // 30, 9
     * }</pre>
     *
     * <p>The argument is a tensor of any shape, its numbers in row-major order; the value is a scalar tensor. Both
     * functions get arrays of their own, which they may overwrite. They may be called on several threads at once, and
     * whenever a derivative needs them; so what they give must depend on their arguments only.
     *
     * <p>The derivative is a first one: forward mode, a batch, a replay work, but plain numbers have no derivative.
     * Where it would be differentiated again, that throws {@link IllegalStateException}; it is never taken for zero.
     * Second derivatives need a function whose derivative is in tensor operations: {@link #custom(TensorFunction,
     * CustomVjp)}.
     *
     * <p>Not for what can be written in tensor operations, which need no derivative and have all of them; nor for one
     * number at a time, which is a {@link org.autodiff.gate.UnaryElementwise}. Check the gradient with {@link
     * org.autodiff.gradcheck.GradCheck}.
     *
     * @param gradient one number for each of the argument
     * @return throws {@link IllegalStateException} where the gradient has another length than the argument
     */
    public static CustomFunction custom(ToDoubleFunction<double[]> f, UnaryOperator<double[]> gradient) {
        return CustomFunction.of(f, gradient);
    }

    /**
     * A black box from plain numbers to several, with a vector-Jacobian product of its own; for all else see
     * {@link #custom(ToDoubleFunction, UnaryOperator)}. In forward mode the product is put together from one call of
     * the vjp for each result: if there are many, give a jvp too.
     *
     * @param results how many numbers the function returns: shapes are known before anything is computed
     * @param vjp maps {@code x, u} to {@code u' J}, as many numbers as {@code x} has; J is the Jacobian at {@code x}
     * @return throws {@link IllegalStateException} where the program's code returns another number of numbers
     * @throws IllegalArgumentException if {@code results} is negative
     */
    public static CustomFunction custom(int results, UnaryOperator<double[]> f, BinaryOperator<double[]> vjp) {
        return CustomFunction.of(results, f, vjp, null);
    }

    /**
     * The same with a Jacobian-vector product, for forward mode.
     *
     * @param jvp maps {@code x, v} to {@code J v}, {@code results} numbers
     */
    public static CustomFunction custom(
            int results, UnaryOperator<double[]> f, BinaryOperator<double[]> vjp, BinaryOperator<double[]> jvp) {
        return CustomFunction.of(results, f, vjp, Objects.requireNonNull(jvp, "custom: the jvp is null"));
    }

    /**
     * A function of tensors whose derivative is not found from what it does, but given: because that is more stable or
     * cheaper, or because it comes from an equation that the result solves.
     *
     * <pre>{@code
     * CustomFunction log1pExp = Autodiff.custom(
     *         xs -> xs[0].exp().add(1).log(), (xs, y, u) -> new Tensor[] {u.mul(xs[0].sigmoid())});
     * }</pre>
     *
     * <p>The function is run on constants. If it reads anything else that is being differentiated - a parameter, a
     * variable of an enclosing function - it throws {@link IllegalArgumentException}: that derivative would be lost.
     *
     * <p>The vjp is in tensor operations; so it can be differentiated in turn, and the function has derivatives of
     * every order, and under every transform. In forward mode the vjp is transposed. A vjp that takes numbers out of
     * its arguments ({@code item}, {@code toArray}, {@code value}) serves first derivatives only: a second one throws
     * {@link IllegalStateException}. Where such a number is meant as a constant, read {@code x.detach()}.
     *
     * <p>Not for making a new operation, which is a {@link org.autodiff.gate.Gate}: it has laws to be checked by.
     *
     * @return throws {@link IllegalStateException} where the vjp returns another number of gradients than there are
     *     arguments, or another shape than that of its argument
     */
    public static CustomFunction custom(TensorFunction f, CustomVjp vjp) {
        return CustomFunction.of(f, vjp, null);
    }

    /** The same with a Jacobian-vector product, for forward mode. It must agree with the vjp; nothing checks that. */
    public static CustomFunction custom(TensorFunction f, CustomVjp vjp, CustomJvp jvp) {
        return CustomFunction.of(f, vjp, Objects.requireNonNull(jvp, "custom: the jvp is null"));
    }

    /**
     * A function with the value of one function and the derivative of another, its surrogate: see
     * {@link Tensor#straightThrough}.
     *
     * <pre>{@code
     * UnaryOperator<Tensor> spike = Autodiff.straightThrough(v -> v.heaviside(0), v -> v.mul(4).sigmoid());
     * }</pre>
     *
     * @return throws {@link IllegalArgumentException} where the two give different shapes
     */
    public static UnaryOperator<Tensor> straightThrough(
            Function<Tensor, Tensor> forward, Function<Tensor, Tensor> surrogate) {
        Objects.requireNonNull(forward, "straightThrough: the forward function is null");
        Objects.requireNonNull(surrogate, "straightThrough: the surrogate is null");
        return x -> surrogate.apply(x).straightThrough(forward.apply(x));
    }

    // ---- linear maps, prepared operators, plain arrays

    /**
     * The value of {@code f} at {@code x}, and its Jacobian there as a linear map: products with vectors, from either
     * side, without running f again. For a solver that multiplies by the same Jacobian many times; where each point
     * gets one product, {@link #jvp} and {@link #vjp} are cheaper, and keep no record alive.
     */
    public static Linearization linearize(Function<Tensor, Tensor> f, Tensor x) {
        Objects.requireNonNull(f, "linearize: the function is null");
        return Linearization.of(xs -> f.apply(xs[0]), x);
    }

    /** The same for a function of several tensors. */
    public static Linearization linearize(TensorFunction f, Tensor... xs) {
        return Linearization.of(f, xs);
    }

    /**
     * The value and gradient of {@code f}, to be computed often, for arguments of one shape. {@link Prepared} says what
     * that gains, and what not.
     *
     * @param like an argument of that shape, at which the function is run once
     * @throws IllegalArgumentException if f gives no scalar
     */
    public static Prepared<ValueAndGrad> prepareGradient(Function<Tensor, Tensor> f, Tensor like) {
        return Prepared.gradient(f, like);
    }

    /** The same for a function of several tensors. */
    public static Prepared<ValueAndGrads> prepareGradient(TensorFunction f, Tensor... like) {
        return Prepared.gradients(f, like);
    }

    /** The {@link #jacobian(Function, Tensor) Jacobian} of {@code f}, to be computed often; see {@link Prepared}. */
    public static Prepared<Tensor> prepareJacobian(Function<Tensor, Tensor> f, Tensor like) {
        return Prepared.jacobian(f, like);
    }

    /**
     * The {@link #hessian(Function, Tensor) Hessian} of {@code f}, to be computed often; see {@link Prepared}.
     *
     * @throws IllegalArgumentException if f gives no scalar
     */
    public static Prepared<Tensor> prepareHessian(Function<Tensor, Tensor> f, Tensor like) {
        return Prepared.hessian(f, like);
    }

    /**
     * The {@link #hvp(Function, Tensor, Tensor) Hessian-vector product} of {@code f}, to be computed often: {@code
     * at(x, v)}; see {@link Prepared}.
     *
     * @throws IllegalArgumentException if f gives no scalar
     */
    public static Prepared<Tensor> prepareHvp(Function<Tensor, Tensor> f, Tensor like) {
        return Prepared.hvp(f, like);
    }

    /**
     * A function of tensors as a function of plain arrays, with value, gradient, Jacobian and Hessian as
     * {@code double[]}, {@code double[][]} or EJML matrices: for optimisers and solvers that know no tensors.
     *
     * @param f gets a vector
     */
    public static ArrayFunction ofArrays(Function<Tensor, Tensor> f) {
        return ArrayFunction.of(f);
    }

    /**
     * The same for a function of several tensors: the numbers of the array are dealt to arguments of these shapes, one
     * after the other.
     */
    public static ArrayFunction ofArrays(TensorFunction f, Shape... shapes) {
        return ArrayFunction.of(f, shapes);
    }

    // ---- structures: records, lists, maps of tensors; the structure first, then the function

    /**
     * The gradient of a function of a structure of tensors - a record, list, map, nested in any way: see {@link Tree} -
     * in the same form.
     *
     * <pre>{@code
     * record Line(Tensor slope, Tensor offset) {}
     *
     * Line gradient = Autodiff.grad(new Line(a, b), line -> loss(line));
     * }</pre>
     *
     * <p>Each place in the structure is an argument of its own: a tensor that stands at two places has two gradients.
     *
     * @throws IllegalArgumentException if the structure holds no tensor, or cannot be made again with other tensors, or
     *     if {@code f} gives no scalar
     */
    public static <P> P grad(P at, Function<P, Tensor> f) {
        return valueAndGrad(at, f).gradient();
    }

    /** The value and the gradient of a function of a structure; see {@link #grad(Object, Function)}. */
    public static <P> WithGradient<Tensor, P> valueAndGrad(P at, Function<P, Tensor> f) {
        Structured.Result<Tensor, P> y = Structured.gradient("grad", at, f, value -> value);
        return new WithGradient<>(y.value(), y.derivative());
    }

    /**
     * The same of a function that also returns something else, such as predictions or the parts of a loss; JAX's
     * {@code has_aux}.
     *
     * @return the value holds both
     */
    public static <P, A> WithGradient<WithAux<A>, P> valueAndGradWithAux(P at, Function<P, WithAux<A>> f) {
        Structured.Result<WithAux<A>, P> y = Structured.gradient("grad", at, f, WithAux::value);
        return new WithGradient<>(y.value(), y.derivative());
    }

    /**
     * The value of a function from structures to structures, and the vector-Jacobian product, in the form of the
     * argument.
     *
     * @param u in the form of the value
     * @throws IllegalArgumentException also if the form or a shape is another one
     */
    public static <P, R> WithGradient<R, P> vjp(P at, R u, Function<P, R> f) {
        Structured.Result<R, P> y = Structured.vjp(at, f, u);
        return new WithGradient<>(y.value(), y.derivative());
    }

    /**
     * The value of a function from structures to structures, and the Jacobian-vector product, in the form of the value.
     *
     * @param v in the form of the argument
     * @throws IllegalArgumentException also if the form or a shape is another one
     */
    public static <P, R> WithTangent<R> jvp(P at, P v, Function<P, R> f) {
        Structured.Result<R, R> y = Structured.jvp(at, f, v);
        return new WithTangent<>(y.value(), y.derivative());
    }

    /**
     * The product of the Hessian of a function of a structure and a vector, both in the form of the structure.
     *
     * @throws IllegalArgumentException also if the form or a shape of {@code v} is another one
     */
    public static <P> P hvp(P at, P v, Function<P, Tensor> f) {
        return Structured.hvp(at, f, v);
    }

    /**
     * The Jacobian of a function of a structure, in the same form: in the place of each tensor its block, of shape
     * {@code y.shape + x.shape}. See {@link #jacobian(Function, Tensor)}.
     */
    public static <P> P jacobian(P at, Function<P, Tensor> f) {
        return Structured.jacobian(at, f);
    }

    /**
     * The Hessian of a function of a structure, in blocks: {@code hessian.get("slope").offset()} is of the shape of
     * {@code slope}, then that of {@code offset}. See {@link #hessian(Function, Tensor)}.
     *
     * @return for the path of each tensor, see {@link Tree#paths}, a structure of blocks
     */
    public static <P> Map<String, P> hessian(P at, Function<P, Tensor> f) {
        return Structured.hessian(at, f);
    }

    /**
     * A function of a structure for one example, applied to a batch: each tensor has its examples along its first axis,
     * and so have the results. What the function captures is shared by all examples. So many models of one kind are one
     * model, mapped over stacked parameters, and per-example gradients are those of one model, mapped over examples:
     *
     * <pre>{@code
     * Tensor ofEach = Autodiff.vmap(stacked, values -> model.apply(values, x));
     * Map<String, Tensor> perExample = Autodiff.vmap(batch, b -> Autodiff.grad(model, m -> loss(m, b.x(), b.y())));
     * }</pre>
     *
     * @throws IllegalArgumentException if a tensor is a scalar, or they have not as many examples
     */
    public static <P, R> R vmap(P batch, Function<P, R> f) {
        return Structured.vmap(batch, f);
    }

    // ---- models: a function of all parameters, wherever it reads them

    /**
     * The gradient of a function of a model with respect to each of its parameters, by name. The function applies the
     * model, or reads its parameters in any other way: for the time of the call the arguments of the transform stand
     * for them. So transforms of models nest as all others do, and a parameter that the function does not read has
     * gradient zero.
     *
     * <pre>{@code
     * Map<String, Tensor> gradient = Autodiff.grad(model, m -> loss(m.apply(x), y));
     * }</pre>
     *
     * <p>Other threads do not see the arguments: the function must apply the model on this one. For training alone,
     * {@code loss.backward()} does the same.
     *
     * @throws IllegalArgumentException if the model has no parameters, or {@code f} gives no scalar
     */
    public static <M extends Parameterized> Map<String, Tensor> grad(M model, Function<M, Tensor> f) {
        return valueAndGrad(model, f).gradient();
    }

    /** The value and the gradient of a function of a model; see {@link #grad(Parameterized, Function)}. */
    public static <M extends Parameterized> WithGradient<Tensor, Map<String, Tensor>> valueAndGrad(
            M model, Function<M, Tensor> f) {
        return valueAndGrad(parametersOf("grad", model), onParameters("grad", model, f));
    }

    /** The same of a function that also returns something else; see {@link #valueAndGradWithAux(Object, Function)}. */
    public static <M extends Parameterized, A> WithGradient<WithAux<A>, Map<String, Tensor>> valueAndGradWithAux(
            M model, Function<M, WithAux<A>> f) {
        return valueAndGradWithAux(parametersOf("grad", model), onParameters("grad", model, f));
    }

    /**
     * The value of a function of a model, and the vector-Jacobian product for each parameter, by name.
     *
     * @param u in the form of the value
     */
    public static <M extends Parameterized, R> WithGradient<R, Map<String, Tensor>> vjp(
            M model, Function<M, R> f, R u) {
        return vjp(parametersOf("vjp", model), u, onParameters("vjp", model, f));
    }

    /**
     * The value of a function of a model, and its derivative as the parameters move.
     *
     * @param v how each parameter moves, by name
     */
    public static <M extends Parameterized, R> WithTangent<R> jvp(M model, Function<M, R> f, Map<String, Tensor> v) {
        return jvp(parametersOf("jvp", model), v, onParameters("jvp", model, f));
    }

    /**
     * The product of the Hessian of a function of a model and a vector, by the names of the parameters.
     *
     * @param v the vector: a tensor for each parameter, by name
     */
    public static <M extends Parameterized> Map<String, Tensor> hvp(
            M model, Function<M, Tensor> f, Map<String, Tensor> v) {
        return hvp(parametersOf("hvp", model), v, onParameters("hvp", model, f));
    }

    /**
     * The Jacobian of a function of a model: a block for each parameter, of shape {@code y.shape} and then that of the
     * parameter. See {@link #jacobian(Function, Tensor)}.
     */
    public static <M extends Parameterized> Map<String, Tensor> jacobian(M model, Function<M, Tensor> f) {
        return jacobian(parametersOf("jacobian", model), onParameters("jacobian", model, f));
    }

    /** The Hessian of a function of a model, in blocks by the names of two parameters. */
    public static <M extends Parameterized> Map<String, Map<String, Tensor>> hessian(M model, Function<M, Tensor> f) {
        return hessian(parametersOf("hessian", model), onParameters("hessian", model, f));
    }

    /** The parameters as the argument of a transform. */
    private static Map<String, Tensor> parametersOf(String operation, Parameterized model) {
        Objects.requireNonNull(model, operation + ": the model is null");
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        model.namedParameters().forEach((name, p) -> {
            if (!p.isFrozen()) {
                parameters.put(name, p);
            }
        });
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException(operation + ": the model has no parameters, or none that is not frozen");
        }
        return parameters;
    }

    /** A function of a model as one of its parameters. */
    private static <M extends Parameterized, R> Function<Map<String, Tensor>, R> onParameters(
            String operation, M model, Function<M, R> f) {
        Objects.requireNonNull(f, operation + ": the function is null");
        Map<String, Parameter> parameters = model.namedParameters();
        return values -> {
            Map<Tensor, Tensor> byParameter = new IdentityHashMap<>();
            values.forEach((name, value) -> byParameter.put(parameters.get(name), value));
            return Structured.within(byParameter, () -> f.apply(model));
        };
    }

    /**
     * Runs a body within which other tensors stand for parameters: whatever reads one of these there - a layer, an
     * operation, a transform - reads the tensor, and derivatives go to it. This is PyTorch's {@code functional_call}
     * for any code; for a model see its {@code with}.
     *
     * <pre>{@code
     * Tensor after = Autodiff.withParameters(Map.of(weight, weight.sub(gradient.mul(rate))), () -> loss(model));
     * }</pre>
     *
     * <p>It holds for this thread and until the body returns or throws. Calls nest: an inner one comes first, and the
     * tensors that are given are taken as they are outside. Within, such a parameter cannot be assigned.
     *
     * @return what the body returns
     * @throws IllegalArgumentException if a tensor has another shape than its parameter
     */
    public static <T> T withParameters(Map<Parameter, Tensor> values, Supplier<T> body) {
        Objects.requireNonNull(values, "withParameters: the values are null");
        Objects.requireNonNull(body, "withParameters: the body is null");
        values.forEach((parameter, value) -> {
            Objects.requireNonNull(parameter, "withParameters: a parameter is null");
            Objects.requireNonNull(value, () -> "withParameters: the value for '" + parameter.name() + "' is null");
            if (!value.shape().equals(parameter.shape())) {
                throw new IllegalArgumentException("withParameters: a tensor of shape " + value.shape()
                        + " for parameter '" + parameter.name() + "' of shape " + parameter.shape()
                        + ": must be the same");
            }
        });
        return Substitution.call(values, body);
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

    /**
     * The arrays that the tape of a function would keep for arguments of some shapes, without computing a number: the
     * function is run on shapes alone. {@link Tape#saved()} says the same of a tape that is there.
     *
     * <p>Parameters are not assigned, generators not advanced, arrays that the program itself makes are made.
     *
     * @throws IllegalStateException if the function takes numbers out of tensors ({@code item}, {@code toArray}), or
     *     this is called within a transform, a recording or a plan
     */
    public static SavedArrays plan(TensorFunction f, Shape... shapes) {
        Objects.requireNonNull(f, "plan: the function is null");
        Objects.requireNonNull(shapes, "plan: the shapes are null");
        return Planning.run(
                xs -> SavedArrays.of(Objects.requireNonNull(f.apply(xs), "plan: the function returned null")), shapes);
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
     * <p>In a recording of JDK Flight Recorder each step is an event, {@code autodiff.Step}.
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
        return Profile.step(() -> recycling(body));
    }

    private static <T> T recycling(Supplier<T> body) {
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
