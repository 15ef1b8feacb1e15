package org.autodiff.internal.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoublePredicate;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Structure;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.ndarray.NdArray;

/**
 * The first element that an elementwise operation, or its rule, made NaN or infinite, and the inputs there: of a large
 * array nobody sees otherwise which numbers it was.
 */
final class Culprit {
    private Culprit() {}

    /** {@code output at [3] is NaN, where input 0 is -1}; empty if nothing is to be said. */
    static String text(String what, Gate gate, Tensor[] inputs, NdArray y) {
        if (!ArrayAccess.isThere(y) || y.size() <= Numbers.SHOWN || gate.structure() != Structure.ELEMENTWISE) {
            return "";
        }
        NdArray[] in = new NdArray[inputs.length];
        for (int i = 0; i < in.length; i++) {
            NdArray x = inputs[i] == null ? null : Tensors.numbers(inputs[i]);
            boolean fits = x != null && ArrayAccess.isThere(x) && x.shape().broadcastsTo(y.shape());
            in[i] = fits ? x.broadcastTo(y.shape()) : null;
        }
        int at = first(in, y);
        List<String> causes = new ArrayList<>();
        for (int i = 0; at >= 0 && i < in.length; i++) {
            if (in[i] != null) {
                causes.add("input " + i + " is " + Numbers.text(in[i].at(at)));
            }
        }
        return causes.isEmpty()
                ? ""
                : what + " at " + Numbers.place(y.shape(), at) + " is " + Numbers.text(y.at(at)) + ", where "
                        + String.join(" and ", causes);
    }

    /** The same of the gradient that a rule gave for an input. */
    static String ofRule(Node node, NdArray gradient) {
        return gradient.shape().equals(node.shape) ? text("gradient", node.gate(), inputs(node), gradient) : "";
    }

    /** The same of what a node computed, if that was kept. */
    static String ofOutput(Node node) {
        if (node.gate() == null) {
            return "";
        }
        if (node.trace() != null) {
            return text("output", node.gate(), inputs(node), node.trace().outputs()[0]);
        }
        Tensor kept = node.kept(Node.OUTPUT);
        return kept == null ? "" : text("output", node.gate(), inputs(node), Tensors.numbers(kept));
    }

    private static Tensor[] inputs(Node node) {
        Tensor[] inputs = new Tensor[Blame.inputs(node)];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = Blame.input(node, i);
        }
        return inputs;
    }

    /** NaN before infinity, which may be meant, and both only where no input was so; -1 if there is none. */
    private static int first(NdArray[] inputs, NdArray y) {
        int infinite = -1;
        for (int e = 0; e < y.size(); e++) {
            if (Double.isNaN(y.at(e)) && !isGiven(inputs, e, Double::isNaN)) {
                return e;
            }
            if (infinite < 0 && Double.isInfinite(y.at(e)) && !isGiven(inputs, e, Double::isInfinite)) {
                infinite = e;
            }
        }
        return infinite;
    }

    private static boolean isGiven(NdArray[] inputs, int at, DoublePredicate isBad) {
        for (NdArray x : inputs) {
            if (x != null && isBad.test(x.at(at))) {
                return true;
            }
        }
        return false;
    }
}
