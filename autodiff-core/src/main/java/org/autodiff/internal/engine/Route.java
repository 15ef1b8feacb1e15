package org.autodiff.internal.engine;

import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.Shape;

/** A backward walk, as a node sees it: where its rule finds the values it reads, and where the gradients go. */
interface Route {
    /** Whether the gradient of a node is needed; not that of an input which is constant. */
    boolean wants(Node node);

    /**
     * What the rule gets to read: a value that was kept, or only its shape if none was. For {@code which} see {@link
     * Node#OUTPUT}.
     */
    default Tensor read(Tensor kept, Shape shape, int which) {
        return kept != null ? kept : Tensors.unread(shape, which);
    }

    /** Takes what a rule computed for an input. */
    void send(Gate gate, int input, Node to, Tensor gradient);

    /** The same for one of several outputs of a gate. */
    void sendOutput(NaryNode to, int index, Tensor gradient);
}
