package org.autodiff.internal.transforms;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.BackwardWalk;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.GradientTable;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.engine.Transform;

/** A closed function is run and recorded, and walked back at once from all its results. */
final class WalkBack {
    private WalkBack() {}

    /** The upstream gradient of each result, of those that come after the arguments; null where none arrived. */
    static Tensor[] upstream(Tensor[] all, int arguments, boolean[] arrived) {
        Tensor[] upstream = new Tensor[arrived.length];
        int next = arguments;
        for (int k = 0; k < upstream.length; k++) {
            upstream[k] = arrived[k] ? all[next++] : null;
        }
        return upstream;
    }

    /**
     * The gradient of each argument that needs one; null where none is needed, or where no path carries one.
     *
     * @param upstream the gradient of each result, given the results; null where there is none
     */
    static Tensor[] gradients(
            Closed f, int step, Tensor[] xs, boolean[] needed, Function<Tensor[], Tensor[]> upstream) {
        Context context = Context.current();
        boolean recording = context.recording;
        Transform transform = Transform.begin(context, true);
        Tensor[] gradients = new Tensor[xs.length];
        try {
            context.recording = true;
            Tensor[] arguments = new Tensor[xs.length];
            List<Node> wanted = new ArrayList<>();
            for (int i = 0; i < xs.length; i++) {
                arguments[i] = needed[i] ? Arguments.onTape(Tensors.live(xs[i]), transform) : xs[i];
                if (needed[i]) {
                    wanted.add(Tensors.node(arguments[i]));
                }
            }
            Tensor[] y = f.run(step, arguments);
            Tensor[] u = upstream.apply(y);
            List<Node> outputs = new ArrayList<>();
            List<Tensor> arrived = new ArrayList<>();
            for (int k = 0; k < y.length; k++) {
                Node node = y[k] == null ? null : Tensors.liveNode(Tensors.live(y[k]));
                if (node != null && u[k] != null) {
                    outputs.add(node);
                    arrived.add(u[k]);
                }
            }
            if (!outputs.isEmpty() && !wanted.isEmpty()) {
                GradientTable found = BackwardWalk.run(
                        outputs.toArray(Node[]::new),
                        arrived.toArray(Tensor[]::new),
                        wanted.toArray(Node[]::new),
                        recording ? BackwardWalk.Recording.IF_NEEDED : BackwardWalk.Recording.NO,
                        transform);
                for (int i = 0; i < xs.length; i++) {
                    gradients[i] = needed[i] ? found.get(Tensors.node(arguments[i])) : null;
                }
            }
        } finally {
            transform.end(context);
            context.recording = recording;
        }
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] = gradients[i] == null ? null : Arguments.outside(context, gradients[i]);
        }
        return gradients;
    }
}
