package org.autodiff.internal.engine;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Gate;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.Shape;

/**
 * What {@link Batching} does in the usual case, without arrays of inputs: one batch, with no level below it, through a
 * gate of one or two inputs that has a form for batches. Each method returns null where it is not that case.
 */
final class PlainBatch {
    private PlainBatch() {}

    static Tensor apply(Context context, UnaryGate gate, Tensor x) {
        Batch batch = plain(x);
        if (batch == null) {
            return null;
        }
        Shape shape = GateContract.shape(gate, gate.shape(x.shape()));
        Gate behind = gate.behind(batch.axis());
        if (!(behind instanceof UnaryGate form)) {
            return null;
        }
        int rank = gate.broadcasts() ? Math.max(shape.rank(), x.rank()) : 0;
        Tensor all = Engine.apply(form, aligned(batch.below(), rank));
        requireBehind(gate, behind, all, batch, shape);
        Node in = context.recording && gate.differentiable(0) ? Tensors.liveNode(x) : null;
        Node node = in == null ? null : new UnaryNode(gate, x, in, shape);
        if (node != null) {
            node.carriesTape = batch.onTape();
        }
        return Engine.result(ArrayAccess.oneOfBatch(shape), node, batch.with(all));
    }

    static Tensor apply(Context context, BinaryGate gate, Tensor a, Tensor b) {
        Batch ofA = plain(a);
        Batch ofB = plain(b);
        boolean together = ofA != null && ofB != null && ofA.transform() == ofB.transform();
        boolean single = gate.broadcasts() && (ofA == null ? a.level == null : b.level == null);
        if ((ofA == null && ofB == null) || !(together || single)) {
            return null;
        }
        Batch batch = ofA == null ? ofB : ofA;
        Gate behind = gate.behind(batch.axis());
        if (!(behind instanceof BinaryGate form)) {
            return null;
        }
        Shape shape = GateContract.shape(gate, gate.shape(a.shape(), b.shape()));
        int rank = gate.broadcasts() ? Math.max(shape.rank(), Math.max(a.rank(), b.rank())) : 0;
        Tensor all = Engine.apply(
                form, ofA == null ? a : aligned(ofA.below(), rank), ofB == null ? b : aligned(ofB.below(), rank));
        requireBehind(gate, behind, all, batch, shape);
        Node node = context.recording && (a.node != null || b.node != null) ? Engine.node(gate, a, b, shape) : null;
        if (node != null) {
            node.carriesTape = (ofA != null && ofA.onTape()) || (ofB != null && ofB.onTape());
        }
        return Engine.result(ArrayAccess.oneOfBatch(shape), node, batch.with(all));
    }

    /** The batch of which a tensor is an example, if that is all there is; else null. */
    private static Batch plain(Tensor x) {
        return x.level instanceof Batch batch && batch.below().level == null && Transform.isLive(batch.transform())
                ? batch
                : null;
    }

    private static void requireBehind(Gate gate, Gate behind, Tensor all, Batch batch, Shape shape) {
        Shape actual = all.shape();
        boolean same = actual.rank() == shape.rank() + 1 && actual.dim(0) == batch.size();
        for (int axis = 0; same && axis < shape.rank(); axis++) {
            same = actual.dim(axis + 1) == shape.dim(axis);
        }
        if (!same) {
            GateContract.requireBehind(gate, behind, 0, actual, batch.axis().concat(shape));
        }
    }

    /**
     * A batch of examples that are to be aligned at the end with others of a higher rank: the batch axis stays first.
     */
    static Tensor aligned(Tensor all, int rank) {
        int missing = rank - (all.rank() - 1);
        if (missing <= 0) {
            return all;
        }
        int[] ones = new int[missing];
        Arrays.fill(ones, 1);
        Shape shape = all.shape();
        return all.reshape(Shape.of(shape.dim(0)).concat(Shape.of(ones)).concat(shape.dropFirst(1)));
    }
}
