package org.autodiff.internal.transforms;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.ArgumentOrigin;
import org.autodiff.internal.engine.BackwardWalk;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.GradientTable;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.engine.Transform;

/** Reverse mode: a function is run and recorded, then its tape is walked back. */
public final class Reverse {
    private Reverse() {}

    /** A value, and the gradient with respect to each argument, in the shape of that. */
    public record Result(Tensor value, Tensor[] gradients) {}

    /**
     * The value of a function, and the vector-Jacobian product for each argument.
     *
     * @param operation the name of the transform in messages
     * @param u in the shape of the value; null for 1, of a function that gives a scalar
     */
    public static Result vjp(String operation, Function<Tensor[], Tensor> f, Tensor u, Tensor... xs) {
        Arguments.require(operation, f, xs);
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
                    .map(x -> Arguments.onTape(Tensors.live(x), transform))
                    .toArray(Tensor[]::new);
            Tensor y = Tensors.live(
                    Objects.requireNonNull(f.apply(arguments), operation + ": the function returned null"));
            requireShape(operation, u, y);
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
        gradients =
                Arrays.stream(gradients).map(g -> Arguments.outside(context, g)).toArray(Tensor[]::new);
        return new Result(Arguments.outside(context, value), gradients);
    }

    private static void requireShape(String operation, Tensor u, Tensor y) {
        if (u == null && y.size() != 1) {
            throw new IllegalArgumentException(
                    operation + ": the function must return a scalar, got shape " + y.shape() + ": use vjp or jvp");
        }
        if (u != null && !u.shape().equals(y.shape())) {
            throw new IllegalArgumentException(operation + ": the vector has shape " + u.shape() + ", the value "
                    + y.shape() + ": must be the same");
        }
    }
}
