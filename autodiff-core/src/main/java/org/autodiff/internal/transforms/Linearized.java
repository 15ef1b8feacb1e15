package org.autodiff.internal.transforms;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.autodiff.Tensor;
import org.autodiff.internal.Memory;
import org.autodiff.internal.engine.ArgumentOrigin;
import org.autodiff.internal.engine.BackwardWalk;
import org.autodiff.internal.engine.BackwardWalk.Recording;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Enclosure;
import org.autodiff.internal.engine.Engine;
import org.autodiff.internal.engine.GradientTable;
import org.autodiff.internal.engine.Leaf;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.engine.Transform;
import org.autodiff.internal.gates.move.Moves;
import org.autodiff.ndarray.NdArray;

/**
 * A function that has been run once, whose tape stays. A product with the transposed Jacobian is a walk back. That is a
 * linear map of the upstream gradient {@code u}, so it is recorded once, and a product with the Jacobian itself is a
 * walk back through that record. Nothing of the function is run again.
 */
public final class Linearized {
    private static final Moves.Alias ALIAS = new Moves.Alias();

    private final Tensor[] xs;
    private final Node[] arguments;
    private final Tensor y;

    /** The checkpoint or loop within which it was made; null for none. Beyond that, the record is another one. */
    private final Enclosure enclosure = Context.current().enclosure;

    /** What tells a record that was made within a checkpoint from what the checkpoint reads; null outside of one. */
    private final Transform mark;

    /** Whether the result can be differentiated with respect to something else than our own arguments. */
    private final boolean dependsOnMore;

    /** An upstream gradient, and what the walk back makes of it; found when it is first needed. */
    private Tensor u;

    private Tensor[] pulledBack;

    private Linearized(Transform mark, Tensor[] xs, Node[] arguments, Tensor y) {
        this.mark = mark;
        this.xs = xs;
        this.arguments = arguments;
        this.y = y;
        this.dependsOnMore = dependsOnMore();
    }

    /** Runs a function at some arguments. */
    public static Linearized at(Function<Tensor[], Tensor> f, Tensor... xs) {
        Arguments.require("linearize", f, xs);
        Context context = Context.current();
        Transform mark = context.enclosure == null ? null : Transform.begin(context, false);
        try {
            return recording(() -> run(mark, f, xs));
        } finally {
            if (mark != null) {
                mark.leave(context);
            }
        }
    }

    private static Linearized run(Transform mark, Function<Tensor[], Tensor> f, Tensor... xs) {
        Tensor[] arguments = new Tensor[xs.length];
        for (int i = 0; i < xs.length; i++) {
            Tensor x = Tensors.live(xs[i]);
            arguments[i] = Tensors.liveNode(x) == null ? Tensors.argument(x, mark) : Engine.apply(ALIAS, x);
        }
        Tensor y = Objects.requireNonNull(f.apply(arguments), "linearize: the function returned null");
        Node[] nodes = Arrays.stream(arguments).map(Tensors::node).toArray(Node[]::new);
        return new Linearized(mark, xs.clone(), nodes, Tensors.snapshot(Tensors.live(y)));
    }

    private static <T> T recording(Supplier<T> work) {
        Context context = Context.current();
        boolean recording = context.recording;
        boolean tangents = context.tangents;
        context.recording = true;
        context.tangents = true;
        try {
            return work.get();
        } finally {
            context.recording = recording;
            context.tangents = tangents;
        }
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
        if (!upstream.shape().equals(y.shape())) {
            throw new IllegalArgumentException("vjp: the vector has shape " + upstream.shape() + ", the value "
                    + y.shape() + ": must be the same");
        }
        requireSameEnclosure("vjp", enclosure == null);
        return walkBack(Tensors.lasting(upstream), recorded(upstream));
    }

    /** A checkpoint sees other tensors than its surroundings: none of the history of what is outside. */
    private void requireSameEnclosure(String product, boolean anywhere) {
        if (!anywhere && Context.current().enclosure != enclosure) {
            throw new IllegalStateException(product + ": the linearization was made "
                    + (enclosure == null ? "outside of" : "within another run of")
                    + " the checkpoint or loop that is running, or has run, whose record is another one: linearize where"
                    + " the products are taken, or use Autodiff." + product);
        }
    }

    private Tensor[] walkBack(Tensor upstream, Recording mode) {
        GradientTable found = Tensors.liveNode(y) == null
                ? new GradientTable(true)
                : BackwardWalk.run(Tensors.node(y), upstream, arguments, mode);
        Tensor[] gradients = new Tensor[xs.length];
        for (int i = 0; i < gradients.length; i++) {
            if (!found.has(arguments[i])) {
                ArgumentOrigin.requireNotRead("linearize", i, xs[i], y, arguments);
            }
            gradients[i] = found.get(arguments[i]);
            gradients[i] = gradients[i] == null ? Tensor.zeros(xs[i].shape()) : gradients[i];
        }
        return gradients;
    }

    /** Whether a product is on the tape: if something that it depends on is. */
    private Recording recorded(Tensor... directions) {
        boolean needed = dependsOnMore || Arrays.stream(directions).anyMatch(Tensors::onTape);
        return needed && Context.current().recording ? Recording.YES : Recording.NO;
    }

    /** The Jacobian-vector product, summed over the arguments. */
    public Tensor jvp(Tensor... vs) {
        Forward.requireTangents("jvp", xs, vs);
        requireSameEnclosure("jvp", false);
        findPulledBack();
        Recording mode = recorded(vs);
        Tensor product = recording(() -> {
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
            pulledBack = Memory.unscoped(() -> recording(() -> {
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
