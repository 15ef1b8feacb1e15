package org.autodiff.internal.engine;

import org.autodiff.Tensor;
import org.autodiff.gate.Gate;

/**
 * Looks on at what the engine does on a thread: for whoever looks for an error, or measures. It changes no number.
 * While there is one, every gate takes the general way; while there is none, a gate pays for the question.
 */
public interface Observer {
    /** Whether a walk must pass each gate by itself, and not runs of elementwise ones, chunk by chunk. */
    default boolean wantsEachGate() {
        return true;
    }

    /** Where the program is, if nodes shall keep their {@link Trace}; else null. */
    default Site site() {
        return null;
    }

    /** A gate is about to compute numbers. */
    default void computing(Gate gate) {}

    /** It has; the outputs are null if it threw. */
    default void computed(Gate gate, Tensor[] inputs, Tensor[] outputs) {}

    /** The numbers of a tensor leave for the program. */
    default void read(Tensor tensor) {}

    /** Forward mode is about to carry tangents through a gate, by operations of their own. */
    default void carrying(Gate gate) {}

    /** It has; null if it threw, and for a tangent of zero. */
    default void carried(Gate gate, Tensor[] tangents) {}

    /** A walk begins at the nodes of its outputs. */
    default void walking(Node... from) {}

    /** It has ended, or threw. */
    default void walked(Node... from) {}

    /**
     * A walk is about to apply the backward rule of a node, or of a run of them.
     *
     * @param upstream the gradient of each output; null where none arrived
     */
    default void passing(Node node, int run, Tensor... upstream) {}

    /** The rule made a gradient for an input: before contributions of several paths are added up. */
    default void sent(Node node, int input, Node to, Tensor gradient) {}

    /** The rule is done, or threw. */
    default void passed(Node node, int run) {}

    /** Both of two observers, either of which may be null. */
    static Observer both(Observer a, Observer b) {
        return a == null ? b : b == null ? a : new BothObservers(a, b);
    }
}
