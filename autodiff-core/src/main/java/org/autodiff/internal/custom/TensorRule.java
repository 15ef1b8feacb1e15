package org.autodiff.internal.custom;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.BackwardWalk;
import org.autodiff.internal.engine.Leaf;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Tensors;

/**
 * A function of tensors, and its derivative as the program wrote it, in tensor operations.
 *
 * @param name what messages and tapes call it
 * @param jvp may be null: then the vjp is transposed
 */
public record TensorRule(String name, Function<Tensor[], Tensor> f, Vjp vjp, Jvp jvp) implements Rule {
    /** The gradient of each argument, from that of the result; null stands for zero. */
    public interface Vjp {
        Tensor[] apply(Tensor[] xs, Tensor y, Tensor u);
    }

    /** The tangent of the result, from that of each argument. */
    public interface Jvp {
        Tensor apply(Tensor[] xs, Tensor y, Tensor[] vs);
    }

    @Override
    public TensorRule named(String other) {
        return new TensorRule(other, f, vjp, jvp);
    }

    /**
     * Runs the function on constants, so that nothing of it is differentiated, and links the result to the arguments.
     */
    @Override
    public Tensor on(Tensor... xs) {
        Tensor[] constants = Arrays.stream(xs).map(Tensor::detach).toArray(Tensor[]::new);
        Tensor y = Objects.requireNonNull(f.apply(constants), () -> name + ": the function returned null");
        requireNothingElse(y);
        Tensor[] inputs = Stream.concat(Arrays.stream(xs), Stream.of(y)).toArray(Tensor[]::new);
        return Tensor.apply(new TensorGate(this, 0), inputs);
    }

    /** What the function reads beside its arguments would silently get no gradient. */
    private void requireNothingElse(Tensor y) {
        if (!Tensors.isConstant(y)) {
            throw new IllegalArgumentException(name + ": its function reads " + variable(y) + " beside its arguments,"
                    + " whose derivative would be lost: make it an argument too, or detach() it");
        }
    }

    private static String variable(Tensor y) {
        Node node = Tensors.liveNode(Tensors.live(y));
        return Stream.ofNullable(node)
                .flatMap(n -> BackwardWalk.topologicalOrder(n).stream())
                .filter(n -> n instanceof Leaf leaf && leaf.name != null)
                .map(n -> "'" + ((Leaf) n).name + "'")
                .findFirst()
                .orElse("a tensor that is being differentiated");
    }

    // ---- what the program's rules return

    Tensor[] gradients(Tensor[] xs, Tensor y, Tensor u) {
        NumbersTaken taken = new NumbersTaken(u);
        Tensor[] gradients = taken.watch(() -> vjp.apply(xs.clone(), y, u));
        if (gradients == null || gradients.length != xs.length) {
            throw new IllegalStateException(
                    name + ": the vjp returned " + (gradients == null ? "null" : gradients.length + " gradients")
                            + " for " + xs.length + " arguments: must be an array with one for each, or null for zero");
        }
        Tensor[] checked = gradients.clone();
        for (int i = 0; i < xs.length; i++) {
            if (checked[i] != null) {
                require("the vjp", "gradient", checked[i], "argument " + i, xs[i]);
                checked[i] = taken.mark(name, checked[i], xs, y);
            }
        }
        return checked;
    }

    Tensor tangent(Tensor[] xs, Tensor y, Tensor[] vs) {
        NumbersTaken taken = new NumbersTaken(vs);
        Tensor tangent = taken.watch(() -> jvp.apply(xs.clone(), y, vs.clone()));
        Objects.requireNonNull(tangent, () -> name + ": the jvp returned null");
        require("the jvp", "tangent", tangent, "the result", y);
        return taken.mark(name, tangent, xs, y);
    }

    private void require(String rule, String what, Tensor derivative, String of, Tensor t) {
        if (!derivative.shape().equals(t.shape())) {
            throw new IllegalStateException(name + ": " + rule + " returned a " + what + " of shape "
                    + derivative.shape() + " for " + of + " of shape " + t.shape() + ": must be the same");
        }
    }
}
