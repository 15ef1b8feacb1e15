package org.autodiff.gate;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;

/**
 * A node of the computation graph: it turns arrays into arrays ({@code forward}), and the gradient of its output into
 * gradients of its inputs ({@code backward}). This is the general form and the extension point; nearly every gate is
 * shorter as a {@link UnaryElementwise}, {@link BinaryElementwise}, {@link UnaryGate} or {@link BinaryGate}.
 *
 * <p>Write a gate as a {@code record} whose components are plain values (an exponent, an axis), never tensors: then two
 * gates that do the same are equal and print themselves. Indices and masks are inputs.
 *
 * <p>{@code forward} sees plain numbers only. {@code backward} sees tensors only, and computes with their operations; so
 * what it does can be recorded and differentiated again, and the gate has derivatives of every order.
 *
 * <p>The engine does what is common to all gates: it asks only for the gradients that are needed, adds up what arrives
 * over several paths, and reduces the gradient of an input that was broadcast to that input's shape. A gate may
 * therefore return a gradient of any shape that its input broadcasts to.
 *
 * <p>Tensors that a rule receives or makes while nothing records belong to the engine, which recycles their memory; a
 * rule must not keep them in a field.
 */
public interface Gate {
    /** What messages and printed tapes call it: the class name, with a small first letter. */
    default String name() {
        String type = getClass().getSimpleName();
        return type.isEmpty() ? "gate" : Character.toLowerCase(type.charAt(0)) + type.substring(1);
    }

    /**
     * Computes the outputs; checks shapes before it computes anything.
     *
     * @throws IllegalArgumentException if the shapes do not fit; the message names the gate, the shapes and the rule
     */
    Values forward(NdArray... inputs);

    /**
     * The vector-Jacobian product: for each needed input, {@code sum over outputs k of upstream[k] . d output[k] / d
     * input[i]}.
     *
     * @param saved what {@link #reads} declared
     * @param upstream the gradient of each output; null where none arrived, which stands for zero (not for all of them)
     * @param needs which inputs want a gradient
     * @return for each input its gradient; null where none is needed, or where it is zero
     */
    Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs);

    /** The values that {@link #backward} will read, given what is needed. */
    Reads reads(Needs needs);

    /** Whether there is a derivative with respect to this input: not for indices and masks. */
    default boolean differentiable(int input) {
        return true;
    }

    /** What kind of map it is. */
    default Structure structure() {
        return Structure.OPAQUE;
    }

    /**
     * The Jacobian-vector product, for a gate whose structure's rule does not serve.
     *
     * @param saved every input and output
     * @param tangents the tangent of each input; null where zero
     * @return the tangent of each output, null where zero; or null as a whole: use the rule of the {@link #structure}
     */
    default Tensor[] jvp(Saved saved, Tensor[] tangents) {
        return null;
    }

    /** The points at which the derivative is a choice, a limit or infinite, and what it is there. */
    default List<Kink> kinks() {
        return List.of();
    }
}
