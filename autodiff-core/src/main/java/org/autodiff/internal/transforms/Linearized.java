package org.autodiff.internal.transforms;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.internal.Memory;
import org.autodiff.internal.engine.BackwardWalk;
import org.autodiff.internal.engine.BackwardWalk.Recording;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Enclosure;
import org.autodiff.internal.engine.GradientTable;
import org.autodiff.internal.engine.Leaf;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.engine.Transform;
import org.autodiff.ndarray.NdArray;

/**
 * A function that has been run once, whose tape stays. A product with the transposed Jacobian is a walk back. That is a
 * linear map of the upstream gradient {@code u}, so it is recorded once, and a product with the Jacobian itself is a
 * walk back through that record. Nothing of the function is run again.
 */
public final class Linearized {
    private final Tensor[] xs;

    /** Of the arguments, so that a checkpoint within which this is made does not take them for weights from outside. */
    private final Transform mark;

    private final Node[] arguments;
    private final Tensor y;

    /** Whether the result can be differentiated with respect to something else than our own arguments. */
    private final boolean dependsOnMore;

    /** An upstream gradient, and what the walk back makes of it; found when it is first needed. */
    private Tensor u;

    private Tensor[] pulledBack;

    private Linearized(Tensor[] xs, Transform mark, Node[] arguments, Tensor y) {
        this.xs = xs;
        this.mark = mark;
        this.arguments = arguments;
        this.y = y;
        this.dependsOnMore = dependsOnMore();
    }

    /** Runs a function at some arguments. */
    public static Linearized at(Function<Tensor[], Tensor> f, Tensor... xs) {
        Arguments.require("linearize", f, xs);
        Context context = Context.current();
        return context.differentiable(() -> {
            Transform mark = Transform.lasting(context);
            Tensor[] arguments = Arguments.onTape(mark, xs);
            Tensor y = Objects.requireNonNull(f.apply(arguments), "linearize: the function returned null");
            Node[] nodes = Arrays.stream(arguments).map(Tensors::node).toArray(Node[]::new);
            return new Linearized(xs.clone(), mark, nodes, Tensors.snapshot(Tensors.live(y)));
        });
    }

    private boolean dependsOnMore() {
        if (Tensors.liveNode(y) == null) {
            return Tensors.onTape(y);
        }
        return BackwardWalk.topologicalOrder(Tensors.node(y)).stream()
                .anyMatch(n -> n.carriesTape()
                        || (n instanceof Leaf && !Arrays.asList(arguments).contains(n)));
    }

    /** The value of the function. */
    public Tensor value() {
        return dependsOnMore ? y : Tensors.withoutNode(y);
    }

    /** The vector-Jacobian product for each argument. */
    public Tensor[] vjp(Tensor upstream) {
        Objects.requireNonNull(upstream, "vjp: the vector is null");
        Reverse.requireShape("vjp", upstream, y);
        return walkBack(Tensors.lasting(upstream), recorded(upstream));
    }

    private Tensor[] walkBack(Tensor upstream, Recording mode) {
        requireLive();
        GradientTable found = Tensors.liveNode(y) == null
                ? new GradientTable(true)
                : BackwardWalk.run(Tensors.node(y), upstream, arguments, mode);
        return Recorded.gradients("linearize", found, xs, arguments, y);
    }

    /** The way to an argument of a transform ends with it: then products would be zero. */
    private void requireLive() {
        for (Node argument : arguments) {
            if (!argument.isLive()) {
                throw new IllegalStateException(
                        "linearize: made within a transform, of its argument, and used when that"
                                + " is over: use it within, or linearize at x.detach()");
            }
        }
    }

    /** Whether a product is on the tape: if something that it depends on is. */
    private Recording recorded(Tensor... directions) {
        boolean needed = dependsOnMore || Arrays.stream(directions).anyMatch(Tensors::onTape);
        return needed && Context.current().recording ? Recording.YES : Recording.NO;
    }

    /** The Jacobian-vector product, summed over the arguments. */
    public Tensor jvp(Tensor... vs) {
        Forward.requireTangents("jvp", xs, vs);
        requireLive();
        Context context = Context.current();
        Enclosure enclosure = context.enclosure;
        if (enclosure != null && enclosure.isOlder(mark)) { // a checkpoint sees our own record as constants
            throw new IllegalStateException("linearize: made outside of a checkpoint or loop, and its jvp is taken"
                    + " within: make it there, or use Autodiff.jvp");
        }
        findPulledBack();
        Recording mode = recorded(vs);
        Tensor product = context.differentiable(() -> {
            Tensor sum = null;
            for (int i = 0; i < vs.length; i++) {
                if (Tensors.liveNode(pulledBack[i]) != null) {
                    Tensor part = pulledBack[i].chain(Tensors.lasting(vs[i])).sum();
                    sum = sum == null ? part : sum.add(part);
                }
            }
            return sum;
        });
        Tensor tangent = product == null
                ? null
                : BackwardWalk.run(Tensors.node(product), Tensor.of(1), new Node[] {Tensors.node(u)}, mode, arguments)
                        .get(Tensors.node(u));
        return tangent == null ? Tensor.zeros(y.shape()) : tangent;
    }

    /** It may first be needed within a step, which must not recycle it. */
    private synchronized void findPulledBack() {
        if (pulledBack == null) {
            pulledBack = Memory.unscoped(() -> Context.current().differentiable(() -> {
                NdArray ones = NdArray.full(y.shape(), 1); // what leaves the tape is noticed: it is not zero
                u = Tensors.argument(Tensor.of(ones), mark);
                Tensor[] gradients = walkBack(u, Recording.YES);
                for (Tensor g : gradients) {
                    requireOnTape(g);
                }
                return gradients;
            }));
        }
    }

    private static void requireOnTape(Tensor gradient) {
        NdArray numbers = Tensors.numbers(gradient);
        if (!Tensors.onTape(gradient) && !Arrays.stream(numbers.toArray()).allMatch(g -> g == 0)) {
            throw new IllegalStateException("linearize: a backward rule does not compute with the upstream gradient in"
                    + " tensor operations, so there is no product with the Jacobian: use Autodiff.jvp");
        }
    }
}
