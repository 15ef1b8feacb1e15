package org.autodiff.internal.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.autodiff.Tensor;
import org.autodiff.explain.GradientExplanation;
import org.autodiff.explain.GradientExplanation.Cause;
import org.autodiff.explain.GradientExplanation.Evidence;
import org.autodiff.explain.GradientExplanation.State;
import org.autodiff.explain.StopAt;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Tensors;

/**
 * Finds out why a gradient is what it is: {@code Autodiff.explainGradient}. It looks whether a way leads from the loss
 * to the tensor ({@link Cuts} if not), walks it once with an eye on every rule ({@link Flow}), and asks the class for
 * what it has found: {@link Zeros}, {@link Growth} or {@link NotFinite}.
 */
public final class Explainer {
    private Explainer() {}

    /** Of a loss that has been computed. */
    public static GradientExplanation explain(Tensor loss, Tensor w) {
        Objects.requireNonNull(loss, "explainGradient: the loss is null");
        Objects.requireNonNull(w, "explainGradient: the tensor is null");
        if (loss.size() != 1) {
            throw new IllegalArgumentException("explainGradient: the loss must be a scalar, got shape " + loss.shape()
                    + ": reduce it (sum, mean)");
        }
        Tensor y = Tensors.live(loss);
        Tensor x = Tensors.live(w);
        Node top = Tensors.liveNode(y);
        Node target = Tensors.liveNode(x);
        if (target == null) {
            return ofConstant(x);
        }
        Cuts cuts = new Cuts(y, target);
        Flow flow = top == null ? null : Flow.of(y, top, target);
        if (flow == null || flow.order().isEmpty()) {
            return cuts.explain(x);
        }
        return explain(flow, x, target, cuts);
    }

    private static GradientExplanation explain(Flow flow, Tensor w, Node target, Cuts cuts) {
        Tensor gradient = flow.gradient();
        Numbers n = gradient == null ? null : Numbers.of(gradient);
        if (n == null || n.isZero()) {
            return Zeros.explain(flow, target);
        }
        if (!n.isFinite()) {
            return NotFinite.explain(flow, w, n);
        }
        if (n.most() >= GradientExplanation.HUGE) {
            return Growth.huge(flow, target, n);
        }
        if (n.most() < 1 / GradientExplanation.HUGE) {
            return Growth.tiny(flow, target, n);
        }
        String text = "magnitudes up to " + Numbers.text(n.most())
                + (n.nonzero() == n.size() ? "" : ", " + (n.size() - n.nonzero()) + " of " + n.size() + " are zero");
        Cuts.Loss lost = cuts.lost();
        return new GradientExplanation(
                State.HEALTHY,
                Cause.NONE,
                lost == null ? text : text + "; but it does not flow everywhere: " + lost.text(),
                lost == null ? List.of() : lost.evidence());
    }

    private static GradientExplanation ofConstant(Tensor w) {
        Node made = Tensors.origin(w);
        List<Evidence> evidence = new ArrayList<>();
        if (made != null && made.trace() != null) {
            evidence.add(Blame.evidence(made, ""));
        }
        return new GradientExplanation(
                State.ABSENT,
                Cause.CONSTANT,
                Tensors.isFrozen(w)
                        ? "parameter '" + Tensors.leaf(w) + "' is frozen: unfreeze it before the loss is computed"
                        : "the tensor of shape " + w.shape()
                                + " is a constant: make it a Tensor.variable or a Parameter"
                                + " before the loss is computed",
                evidence);
    }

    /** Of a loss that is computed for this, and seen while it is computed. */
    public static GradientExplanation explain(Supplier<Tensor> loss, Tensor w) {
        Objects.requireNonNull(loss, "explainGradient: the loss is null");
        return observed(() -> explain(loss.get(), w));
    }

    /** Of a function, at an argument. */
    public static GradientExplanation explain(Function<Tensor, Tensor> f, Tensor x) {
        Objects.requireNonNull(f, "explainGradient: the function is null");
        Objects.requireNonNull(x, "explainGradient: the argument is null");
        Tensor argument = Tensor.variable("argument", x.value());
        return observed(() -> {
            Tensor y = f.apply(argument);
            GradientExplanation found = explain(y, argument);
            boolean readsVariable = found.state() == State.ABSENT
                    && Tensors.liveNode(x) != null
                    && Cuts.reaches(y, Tensors.liveNode(x));
            return readsVariable ? Cuts.ofOriginal(x) : found;
        });
    }

    private static GradientExplanation observed(Supplier<GradientExplanation> work) {
        Debugger debugger = Debugger.begin(Context.current(), StopAt.NOTHING);
        try {
            return work.get();
        } finally {
            debugger.end();
        }
    }
}
