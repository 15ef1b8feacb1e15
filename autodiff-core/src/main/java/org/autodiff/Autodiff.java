package org.autodiff;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.autodiff.internal.Memory;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Substitution;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.step.StepResult;
import org.autodiff.internal.transforms.Forward;
import org.autodiff.internal.transforms.Reverse;
import org.autodiff.internal.transforms.Structured;
import org.autodiff.ndarray.NdArray;
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

    /**
     * A value and the gradient there.
     *
     * @param <V> what the function returns: a tensor, or a structure of tensors
     * @param <G> the form of the argument: a tensor, or a structure of tensors
     */
    public record ValueAndGrad<V, G>(V value, G gradient) {}

    /** A value and the gradient with respect to each argument. */
    public record ValueAndGrads(Tensor value, List<Tensor> gradients) {}

    /**
     * A value and its tangent: the directional derivative, in the form of the value.
     *
     * @param <V> what the function returns: a tensor, or a structure of tensors
     */
    public record ValueAndTangent<V>(V value, V tangent) {}

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
    public static ValueAndGrad<Tensor, Tensor> valueAndGrad(Function<Tensor, Tensor> f, Tensor x) {
        Objects.requireNonNull(f, "grad: the function is null");
        Reverse.Result all = Reverse.vjp("grad", xs -> f.apply(xs[0]), null, x);
        return new ValueAndGrad<>(all.value(), all.gradients()[0]);
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
    public static ValueAndGrad<Tensor, Tensor> vjp(Function<Tensor, Tensor> f, Tensor x, Tensor u) {
        Objects.requireNonNull(f, "vjp: the function is null");
        Objects.requireNonNull(u, "vjp: the vector is null");
        Reverse.Result all = Reverse.vjp("vjp", xs -> f.apply(xs[0]), u, x);
        return new ValueAndGrad<>(all.value(), all.gradients()[0]);
    }

    // ---- forward mode

    /**
     * The value of {@code f} at {@code x}, and the Jacobian-vector product {@code df/dx v}: the derivative in direction
     * {@code v}, in one pass forward, without a tape.
     *
     * @param v in the shape of {@code x}
     */
    public static ValueAndTangent<Tensor> jvp(Function<Tensor, Tensor> f, Tensor x, Tensor v) {
        Objects.requireNonNull(f, "jvp: the function is null");
        return jvp(xs -> f.apply(xs[0]), new Tensor[] {x}, new Tensor[] {v});
    }

    /** The value and the directional derivative of a function of several tensors. */
    public static ValueAndTangent<Tensor> jvp(TensorFunction f, Tensor[] xs, Tensor[] vs) {
        Objects.requireNonNull(f, "jvp: the function is null");
        Forward.Result y = Forward.jvp(f::apply, xs, vs);
        return new ValueAndTangent<>(y.values()[0], y.tangents()[0]);
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
    public static <P> ValueAndGrad<Tensor, P> valueAndGrad(P at, Function<P, Tensor> f) {
        Structured.Result<Tensor, P> y = Structured.gradient("grad", at, f, value -> value);
        return new ValueAndGrad<>(y.value(), y.derivative());
    }

    /**
     * The same of a function that also returns something else, such as predictions or the parts of a loss; JAX's
     * {@code has_aux}.
     *
     * @return the value holds both
     */
    public static <P, A> ValueAndGrad<WithAux<A>, P> valueAndGradWithAux(P at, Function<P, WithAux<A>> f) {
        Structured.Result<WithAux<A>, P> y = Structured.gradient("grad", at, f, WithAux::value);
        return new ValueAndGrad<>(y.value(), y.derivative());
    }

    /**
     * The value of a function from structures to structures, and the vector-Jacobian product, in the form of the
     * argument.
     *
     * @param u in the form of the value
     * @throws IllegalArgumentException also if the form or a shape is another one
     */
    public static <P, R> ValueAndGrad<R, P> vjp(P at, R u, Function<P, R> f) {
        Structured.Result<R, P> y = Structured.vjp(at, f, u);
        return new ValueAndGrad<>(y.value(), y.derivative());
    }

    /**
     * The value of a function from structures to structures, and the Jacobian-vector product, in the form of the value.
     *
     * @param v in the form of the argument
     * @throws IllegalArgumentException also if the form or a shape is another one
     */
    public static <P, R> ValueAndTangent<R> jvp(P at, P v, Function<P, R> f) {
        Structured.Result<R, R> y = Structured.jvp(at, f, v);
        return new ValueAndTangent<>(y.value(), y.derivative());
    }

    /**
     * The product of the Hessian of a function of a structure and a vector, both in the form of the structure.
     *
     * @throws IllegalArgumentException also if the form or a shape of {@code v} is another one
     */
    public static <P> P hvp(P at, P v, Function<P, Tensor> f) {
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
    public static <M extends Parameterized> ValueAndGrad<Tensor, Map<String, Tensor>> valueAndGrad(
            M model, Function<M, Tensor> f) {
        return valueAndGrad(parametersOf("grad", model), onParameters("grad", model, f));
    }

    /** The same of a function that also returns something else; see {@link #valueAndGradWithAux(Object, Function)}. */
    public static <M extends Parameterized, A> ValueAndGrad<WithAux<A>, Map<String, Tensor>> valueAndGradWithAux(
            M model, Function<M, WithAux<A>> f) {
        return valueAndGradWithAux(parametersOf("grad", model), onParameters("grad", model, f));
    }

    /**
     * The value of a function of a model, and the vector-Jacobian product for each parameter, by name.
     *
     * @param u in the form of the value
     */
    public static <M extends Parameterized, R> ValueAndGrad<R, Map<String, Tensor>> vjp(
            M model, Function<M, R> f, R u) {
        return vjp(parametersOf("vjp", model), u, onParameters("vjp", model, f));
    }

    /**
     * The value of a function of a model, and its derivative as the parameters move.
     *
     * @param v how each parameter moves, by name
     */
    public static <M extends Parameterized, R> ValueAndTangent<R> jvp(
            M model, Function<M, R> f, Map<String, Tensor> v) {
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
