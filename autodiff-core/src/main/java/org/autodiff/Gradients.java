package org.autodiff;

import java.util.Objects;
import org.autodiff.internal.engine.BackwardWalk;
import org.autodiff.internal.engine.GradientTable;
import org.autodiff.internal.engine.Leaf;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.ndarray.Shape;

/**
 * The result of one backward pass: the gradient of its output with respect to each variable (or to the tensors that
 * were asked for). Gradients are tensors in the shape of what they belong to.
 */
public final class Gradients {
    private final GradientTable table;

    Gradients(GradientTable table) {
        this.table = table;
    }

    static Gradients compute(Tensor output, Tensor upstream, Tensor.Backward mode, Tensor[] wrt) {
        Node from = Tensors.liveNode(Tensors.live(output));
        if (from == null) {
            throw new IllegalStateException("backward: the output is a constant: it was not computed from a variable"
                    + " (Tensor.variable, Parameter), or within NoGrad, or by a backward pass that was not recorded"
                    + " (Backward.RECORDED, or Autodiff.grad); Autodiff.explainGradient says why");
        }
        Node[] targets = new Node[wrt.length];
        for (int i = 0; i < wrt.length; i++) {
            targets[i] = Tensors.liveNode(
                    Tensors.live(Objects.requireNonNull(wrt[i], "backward: asked for the gradient of null")));
            if (targets[i] == null) {
                requireNotFrozen("backward", wrt[i]);
                throw new IllegalArgumentException("backward: asked for the gradient of a constant (target " + i
                        + ", shape " + wrt[i].shape() + "): make it a Tensor.variable or a Parameter");
            }
        }
        Gradients gradients = new Gradients(BackwardWalk.run(
                from,
                Tensors.lasting(upstream),
                targets,
                switch (mode) {
                    case UNRECORDED -> BackwardWalk.Recording.NO;
                    case RELEASING -> BackwardWalk.Recording.RELEASING;
                    case RECORDED -> BackwardWalk.Recording.YES;
                }));
        for (int i = 0; i < wrt.length; i++) {
            if (!gradients.contains(wrt[i])) {
                throw new IllegalArgumentException("backward: the output does not depend on target " + i + ", "
                        + describe(wrt[i]) + ": it was not computed from it, or the way from one to the other was not"
                        + " recorded (detach, NoGrad)");
            }
        }
        return gradients;
    }

    /**
     * The gradient with respect to a tensor; zeros if every path to it carries none.
     *
     * @throws IllegalArgumentException if the output does not depend on it, or it is an intermediate result that was
     *     not asked for
     */
    public Tensor of(Tensor t) {
        if (!contains(t)) {
            requireKnown(t);
            throw none(
                    t,
                    (node(t) == null ? "it is a constant" : "the output does not depend on it")
                            + "; ofOrZero gives zeros where the output does not depend on a tensor");
        }
        return ofOrZero(t);
    }

    /**
     * The gradient with respect to a tensor; zeros if the output does not depend on it.
     *
     * @throws IllegalArgumentException if that is not known: it is an intermediate result, or others were asked for
     */
    public Tensor ofOrZero(Tensor t) {
        if (!contains(t)) {
            requireKnown(t);
            return Tensor.zeros(t.shape());
        }
        Tensor gradient = table.get(node(t));
        return gradient == null ? Tensor.zeros(t.shape()) : gradient;
    }

    /** Refuses a tensor whose gradient was not computed, so that nobody knows whether it is zero. */
    private void requireKnown(Tensor t) {
        requireNotFrozen("gradients", t);
        Node node = node(t);
        if (node != null && table.isAsked()) {
            throw none(t, "it was not asked for: backward was given " + size() + " other" + (size() == 1 ? "" : "s"));
        }
        if (node != null && !(node instanceof Leaf)) {
            throw none(t, "it is an intermediate result: ask for it with backward(tensor)");
        }
    }

    private static void requireNotFrozen(String operation, Tensor t) {
        if (t instanceof Parameter parameter && parameter.isFrozen()) {
            throw new IllegalArgumentException(operation + ": there is no gradient for parameter '" + parameter.name()
                    + "' of shape " + t.shape() + ", which is frozen: unfreeze it before the loss is computed, or leave"
                    + " it out");
        }
    }

    private static IllegalArgumentException none(Tensor t, String reason) {
        return new IllegalArgumentException("gradients: none for " + describe(t) + ": " + reason);
    }

    /** Whether the output depends on this tensor, and its gradient was computed. */
    public boolean contains(Tensor t) {
        Node node = node(Objects.requireNonNull(t, "gradients: the tensor is null"));
        return node != null && table.has(node);
    }

    /** For how many tensors there is a gradient. */
    public int size() {
        return table.size();
    }

    /**
     * The sums of these gradients and others, tensor by tensor: the gradients of the sum of two losses. Where only one
     * of the two outputs depends on a tensor, the sum is its gradient. So a batch that is too large for the memory is
     * taken in parts, and no more than one graph is alive at a time:
     *
     * <pre>{@code
     * Gradients sum = null;
     * for (Batch part : parts) {
     *     Gradients g = Autodiff.step(() -> loss(part).backward());
     *     sum = sum == null ? g : sum.plus(g);
     * }
     * optimizer.step(sum.times(1.0 / parts.size()));
     * }</pre>
     *
     * <p>Sums are tensors like others: those of a pass that recorded can be differentiated again, and only these keep a
     * graph.
     *
     * @throws IllegalArgumentException if one of the two was asked for certain gradients, and the other has one more:
     *     their sum is not known
     */
    public Gradients plus(Gradients other) {
        Objects.requireNonNull(other, "plus: the gradients are null");
        requireAsked(table, other.table);
        requireAsked(other.table, table);
        return new Gradients(table.plus(other.table));
    }

    private static void requireAsked(GradientTable asked, GradientTable other) {
        Node missing = asked.notAskedFor(other);
        if (missing != null) {
            throw new IllegalArgumentException("plus: one of the gradients is for " + describe(missing, missing.shape)
                    + ", and the other pass was not asked for it: call backward with the same tensors in both passes");
        }
    }

    /** These gradients times a number, as for a mean over several passes; see {@link #plus}. */
    public Gradients times(double factor) {
        return new Gradients(table.map(g -> g.mul(factor)));
    }

    private static String describe(Tensor t) {
        return describe(node(t), t.shape());
    }

    private static String describe(Node node, Shape shape) {
        String name = node instanceof Leaf leaf && leaf.name != null ? "'" + leaf.name + "' of " : "a tensor of ";
        return name + "shape " + shape;
    }

    /** What made it, without what transforms that are over have left in it. */
    private static Node node(Tensor t) {
        return Tensors.node(Tensors.live(t));
    }

    /** All of them, for the engine; null where no path carried one. */
    Iterable<Tensor> all() {
        return table.all();
    }
}
