package org.autodiff.internal.transforms;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Substitution;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.options.Mapping;
import org.autodiff.tree.Tree;

/**
 * A function of a structure of tensors as a function of these tensors, which is what the transforms take; what comes
 * out is put together again, in the form of the argument or of what the function returned.
 *
 * @param <P> the argument
 * @param <R> what the function returns: a tensor, or a structure too
 */
public final class Structured<P, R> {
    /** What a function returned, and a derivative. */
    public record Result<R, D>(R value, D derivative) {}

    private final String operation;
    private final Function<P, R> f;
    private final Tree<P> at;

    /** What the function returned last. */
    private Tree<R> returned;

    private Structured(String operation, P at, Function<P, R> f) {
        this.operation = operation;
        this.f = Objects.requireNonNull(f, operation + ": the function is null");
        this.at = Tree.of(Objects.requireNonNull(at, operation + ": the argument is null"));
        if (this.at.leaves().isEmpty()) {
            throw new IllegalArgumentException(
                    operation + ": the argument, a " + at.getClass().getName() + ", holds no tensor");
        }
        if (at instanceof Tensor t && Tensors.isParameter(t)) { // the type of the argument is a tensor's, as is its own
            throw new IllegalArgumentException(operation + ": the argument is a parameter by itself, and the function"
                    + " would get a tensor that is none: give the function first, " + operation + "(f, parameter)");
        }
    }

    /** What a function returns while tensors stand for parameters; with what stands for one that it returns itself. */
    public static <R> R within(Map<Tensor, Tensor> parameters, Supplier<R> f) {
        return Substitution.call(parameters, () -> {
            R y = f.get();
            return y == null || y instanceof Tensor ? y : Tree.map(Tensors::live, y);
        });
    }

    // ---- transforms

    /**
     * The gradient of a number that the function computes, among other things.
     *
     * @param number takes it out of what the function returned
     */
    public static <P, R> Result<R, P> gradient(String operation, P at, Function<P, R> f, Function<R, Tensor> number) {
        Structured<P, R> s = new Structured<>(operation, at, f);
        Reverse.Result y = Reverse.vjp(operation, xs -> number.apply(s.call(xs)), null, s.arguments());
        return new Result<>(s.outside(), s.argument(y.gradients()));
    }

    /** The value and the vector-Jacobian product. */
    public static <P, R> Result<R, P> vjp(P at, Function<P, R> f, R u) {
        Structured<P, R> s = new Structured<>("vjp", at, f);
        Tree<R> cotangent = Tree.of(Objects.requireNonNull(u, "vjp: the vector is null"));
        Reverse.Result y = Reverse.vjp("vjp", xs -> s.product(s.call(xs), cotangent), null, s.arguments());
        return new Result<>(s.outside(), s.argument(y.gradients()));
    }

    /** The value and the directional derivative. */
    public static <P, R> Result<R, R> jvp(P at, Function<P, R> f, P v) {
        Structured<P, R> s = new Structured<>("jvp", at, f);
        Forward.Result y = Forward.jvp("jvp", s::leaves, s.arguments(), s.direction(v));
        return new Result<>(s.result(y.values()), s.result(y.tangents()));
    }

    /** The product of the Hessian and a vector. */
    public static <P> P hvp(P at, Function<P, Tensor> f, P v) {
        Structured<P, Tensor> s = new Structured<>("hvp", at, f);
        return s.argument(SecondOrder.hvp(s::call, s.arguments(), s.direction(v)));
    }

    /** The Jacobian: in the place of each tensor its block. */
    public static <P> P jacobian(P at, Function<P, Tensor> f) {
        Structured<P, Tensor> s = new Structured<>("jacobian", at, f);
        return s.argument(Jacobians.ofEither(s::call, s.arguments()));
    }

    /** The Hessian: for the path of each tensor its row of blocks. */
    public static <P> Map<String, P> hessian(P at, Function<P, Tensor> f) {
        Structured<P, Tensor> s = new Structured<>("hessian", at, f);
        Tensor[][] blocks = SecondOrder.hessian(s::call, Jacobians.CHUNK, s.arguments());
        Map<String, P> rows = new LinkedHashMap<>();
        for (int i = 0; i < blocks.length; i++) {
            rows.put(s.at.paths().get(i), s.argument(blocks[i]));
        }
        return rows;
    }

    /** The results for all examples, which each tensor has along its first axis. */
    public static <P, R> R vmap(P at, Function<P, R> f) {
        Structured<P, R> s = new Structured<>("vmap", at, f);
        Tensor[] xs = s.arguments();
        return s.result(Vmap.map(s::leaves, Mapping.over(new int[xs.length]), xs));
    }

    // ---- the argument

    private Tensor[] arguments() {
        return at.leaves().toArray(Tensor[]::new);
    }

    private P argument(Tensor... leaves) {
        return at.with(leaves);
    }

    /** The leaves of another structure of this form, each in the shape of that of the argument. */
    private Tensor[] direction(P v) {
        Objects.requireNonNull(v, operation + ": the vector is null");
        return matched(at, Tree.of(v), "argument");
    }

    private Tensor[] matched(Tree<?> tree, Tree<?> vector, String what) {
        List<Tensor> parts = tree.match(vector);
        for (int i = 0; i < parts.size(); i++) {
            Tensor x = tree.leaves().get(i);
            if (!parts.get(i).shape().equals(x.shape())) {
                String path = tree.paths().get(i);
                throw new IllegalArgumentException(operation + ": the vector has shape "
                        + parts.get(i).shape() + (path.isEmpty() ? "" : " at " + path) + ", the " + what + " "
                        + x.shape() + ": must be the same");
            }
        }
        return parts.toArray(Tensor[]::new);
    }

    // ---- the function

    private R call(Tensor... xs) {
        R y = Objects.requireNonNull(f.apply(at.with(xs)), operation + ": the function returned null");
        returned = Tree.of(y);
        return y;
    }

    private Tensor[] leaves(Tensor... xs) {
        call(xs);
        if (returned.leaves().isEmpty()) {
            throw new IllegalArgumentException(operation + ": the function returned no tensor");
        }
        return returned.leaves().toArray(Tensor[]::new);
    }

    /** The inner product of what the function returned and a cotangent, whose gradient is the product sought. */
    private Tensor product(R y, Tree<R> cotangent) {
        Tensor[] parts = matched(Tree.of(y), cotangent, "value");
        Tensor product = null;
        for (int i = 0; i < parts.length; i++) {
            Tensor part = returned.leaves().get(i).chain(parts[i]).sum();
            product = product == null ? part : product.add(part);
        }
        return Objects.requireNonNull(product, operation + ": the function returned no tensor");
    }

    private R result(Tensor... leaves) {
        return returned.with(leaves);
    }

    /** What the function returned, as it is outside of the transform, which is over. */
    private R outside() {
        Context context = Context.current();
        List<Tensor> leaves = new ArrayList<>();
        returned.leaves().forEach(t -> leaves.add(Arguments.outside(context, t)));
        return returned.with(leaves);
    }
}
