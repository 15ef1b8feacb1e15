package org.autodiff.internal.transforms;

import java.util.Arrays;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.ArgumentOrigin;
import org.autodiff.internal.engine.BackwardWalk;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.GradientTable;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.engine.Transform;

/**
 * A function that has been run once, from arguments of its own on the tape: it can be walked back as often as one
 * likes, with one cotangent or with a batch of them.
 */
final class Recorded {
    private final String operation;
    private final Tensor[] xs;
    private final Node[] nodes;
    private final Transform transform;
    private final boolean outerRecords;

    /** What the function gave. */
    final Tensor[] outputs;

    private Recorded(
            String operation, Tensor[] xs, Node[] nodes, Transform transform, boolean outerRecords, Tensor[] outputs) {
        this.operation = operation;
        this.xs = xs;
        this.nodes = nodes;
        this.transform = transform;
        this.outerRecords = outerRecords;
        this.outputs = outputs;
    }

    /**
     * Runs a function, and then what is to be done with its tape, which is over afterwards.
     *
     * @param operation the name of the transform in messages
     * @return what {@code use} returned, as it is outside of the transform
     */
    static Tensor[] run(
            String operation, Function<Tensor[], Tensor[]> f, Tensor[] xs, Function<Recorded, Tensor[]> use) {
        Arguments.require(operation, f, xs);
        Context context = Context.current();
        boolean outerRecords = context.recording;
        Tensor[] results = context.differentiable(() -> {
            Transform transform = Transform.begin(context, true);
            try {
                Tensor[] arguments = Arguments.onTape(transform, xs);
                Tensor[] y = Arguments.returned(operation, f.apply(arguments));
                Node[] nodes = Arrays.stream(arguments).map(Tensors::node).toArray(Node[]::new);
                return use.apply(new Recorded(operation, xs, nodes, transform, outerRecords, y));
            } finally {
                transform.end(context);
            }
        });
        return Arguments.outside(context, results);
    }

    /**
     * The gradient of each argument, in its shape, by one walk from an output.
     *
     * @param upstream the cotangent, in the shape of the output
     */
    Tensor[] walk(int output, Tensor upstream) {
        return walk(outputs[output], upstream, recording(), null);
    }

    /** The gradients of a scalar, themselves recorded: so they are outputs that can be walked back. */
    Recorded gradients(Tensor upstream) {
        Tensor[] gradients = walk(outputs[0], upstream, BackwardWalk.Recording.YES, null);
        return new Recorded(operation, xs, nodes, transform, outerRecords, gradients);
    }

    /** The same, for the last time: what only this transform can reach is released on the way. */
    Tensor[] lastWalk(int output, Tensor upstream) {
        return walk(outputs[output], upstream, recording(), transform);
    }

    private BackwardWalk.Recording recording() {
        return outerRecords ? BackwardWalk.Recording.IF_NEEDED : BackwardWalk.Recording.NO;
    }

    private Tensor[] walk(Tensor y, Tensor upstream, BackwardWalk.Recording recording, Transform ending) {
        GradientTable found = Tensors.liveNode(y) == null
                ? new GradientTable(true)
                : BackwardWalk.run(
                        new Node[] {Tensors.node(y)},
                        new Tensor[] {Tensors.lasting(upstream)},
                        nodes,
                        recording,
                        ending);
        return gradients(operation, found, xs, nodes, y);
    }

    /**
     * The gradient of each argument that a walk from a result found; zero where it found none.
     *
     * @throws IllegalArgumentException if the function read the variable that was given for an argument instead
     */
    static Tensor[] gradients(String operation, GradientTable found, Tensor[] xs, Node[] nodes, Tensor y) {
        Tensor[] gradients = new Tensor[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            if (!found.has(nodes[i])) {
                ArgumentOrigin.requireNotRead(operation, i, xs[i], y, nodes);
            }
            Tensor gradient = found.get(nodes[i]);
            gradients[i] = gradient == null ? Tensor.zeros(xs[i].shape()) : gradient;
        }
        return gradients;
    }
}
