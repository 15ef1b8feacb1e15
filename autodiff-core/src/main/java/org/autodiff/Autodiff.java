package org.autodiff;

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
import org.autodiff.internal.Memory;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Planning;
import org.autodiff.internal.engine.Substitution;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.step.StepResult;
import org.autodiff.internal.transforms.Checkpoint;
import org.autodiff.internal.transforms.Forward;
import org.autodiff.internal.transforms.Reverse;
import org.autodiff.internal.transforms.Structured;
import org.autodiff.memory.Loop;
import org.autodiff.memory.SavedArrays;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
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
        return jvp(grad(f), x, v).tangent();
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
     * <p>The vjp is in tensor operations; so it can be differentiated in turn, and the function has derivatives of every
     * order, and under every transform. In forward mode the vjp is transposed. A vjp that takes numbers out of its
     * arguments ({@code item}, {@code toArray}, {@code value}) serves first derivatives only: a second one throws
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
    public static <P, R> WithGradient<R, P> vjp(P at, Function<P, R> f, R u) {
        Structured.Result<R, P> y = Structured.vjp(at, f, u);
        return new WithGradient<>(y.value(), y.derivative());
    }

    /**
     * The value of a function from structures to structures, and the Jacobian-vector product, in the form of the value.
     *
     * @param v in the form of the argument
     * @throws IllegalArgumentException also if the form or a shape is another one
     */
    public static <P, R> WithTangent<R> jvp(P at, Function<P, R> f, P v) {
        Structured.Result<R, R> y = Structured.jvp(at, f, v);
        return new WithTangent<>(y.value(), y.derivative());
    }

    /**
     * The product of the Hessian of a function of a structure and a vector, both in the form of the structure.
     *
     * @throws IllegalArgumentException also if the form or a shape of {@code v} is another one
     */
    public static <P> P hvp(P at, Function<P, Tensor> f, P v) {
        return Structured.hvp(at, f, v);
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
        return vjp(parametersOf("vjp", model), onParameters("vjp", model, f), u);
    }

    /**
     * The value of a function of a model, and its derivative as the parameters move.
     *
     * @param v how each parameter moves, by name
     */
    public static <M extends Parameterized, R> WithTangent<R> jvp(M model, Function<M, R> f, Map<String, Tensor> v) {
        return jvp(parametersOf("jvp", model), onParameters("jvp", model, f), v);
    }

    /**
     * The product of the Hessian of a function of a model and a vector, by the names of the parameters.
     *
     * @param v the vector: a tensor for each parameter, by name
     */
    public static <M extends Parameterized> Map<String, Tensor> hvp(
            M model, Function<M, Tensor> f, Map<String, Tensor> v) {
        return hvp(parametersOf("hvp", model), onParameters("hvp", model, f), v);
    }

    /** The parameters as the argument of a transform. */
    private static Map<String, Tensor> parametersOf(String operation, Parameterized model) {
        Objects.requireNonNull(model, operation + ": the model is null");
        Map<String, Tensor> parameters = new LinkedHashMap<>(model.namedParameters());
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException(operation + ": the model has no parameters");
        }
        return parameters;
    }

    /** A function of a model as one of its parameters. */
    private static <M extends Parameterized, R> Function<Map<String, Tensor>, R> onParameters(
            String operation, M model, Function<M, R> f) {
        Objects.requireNonNull(f, operation + ": the function is null");
        return values -> {
            Map<Tensor, Tensor> byParameter = new IdentityHashMap<>();
            model.namedParameters().forEach((name, p) -> byParameter.put(p, values.get(name)));
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
        return Tape.report(
                Planning.of(xs -> Objects.requireNonNull(f.apply(xs), "plan: the function returned null"), shapes));
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
