package org.autodiff.gate;

import java.util.List;
import java.util.Optional;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A node of the computation graph: it turns arrays into arrays ({@code compute}), and the gradient of its output into
 * gradients of its inputs ({@code backward}). It describes; the engine executes: it allocates the outputs, deals large
 * work to threads, and knows the shapes of outputs without computing them. This is the general form and the extension
 * point; nearly every gate is shorter as a {@link UnaryElementwise}, {@link BinaryElementwise}, {@link LinearGate},
 * {@link UnaryGate} or {@link BinaryGate}.
 *
 * <p>Write a gate as a {@code record} whose components are plain values (an exponent, an axis), never tensors: then two
 * gates that do the same are equal and print themselves. Indices and masks are inputs.
 *
 * <p>{@code compute} sees plain numbers only. {@code backward} sees tensors only, and computes with their operations;
 * so what it does can be recorded and differentiated again, and the gate has derivatives of every order.
 *
 * <p>The engine does what is common to all gates: it asks only for the gradients that are needed, adds up what arrives
 * over several paths, and reduces the gradient of an input that was broadcast to that input's shape. A gate may
 * therefore return a gradient of any shape that its input broadcasts to.
 *
 * <p>Tensors that a rule receives or makes while nothing records belong to the engine, which recycles their memory; a
 * rule must not keep them in a field. A gate may be applied on several threads at once: it has no field that changes.
 */
public interface Gate {
    /** What messages and printed tapes call it: the class name, with a small first letter. */
    default String name() {
        String type = getClass().getSimpleName();
        return type.isEmpty() ? "gate" : Character.toLowerCase(type.charAt(0)) + type.substring(1);
    }

    /**
     * The shapes of the outputs, given those of the inputs. It touches no number. It also looks how many inputs there
     * are: the short forms do so by themselves, this one does not.
     *
     * @throws IllegalArgumentException if the shapes or their number do not fit; the message names the gate, the shapes
     *     and the rule
     */
    Shape[] shapes(Shape... inputs);

    /**
     * Computes the outputs: arrays of the {@link #shapes} that it said. It writes every element of each, the zeros too,
     * by {@link NdArray#fill} or {@link NdArray#write}. What it leaves out is NaN.
     *
     * @return whatever else backward wants to find again, which is opaque to the engine; may be null. It decides how
     *     the rule computes (which way is stable, what must be refused). What the rule multiplies by must not come from
     *     it: see {@link Saved#residual}
     * @throws IllegalArgumentException if the numbers are not in the domain: a singular matrix, an index out of range
     */
    Object compute(NdArray[] inputs, NdArray[] outputs);

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

    /**
     * The gate that does the same for inputs which all have more leading axes, the same ones: for each place along them
     * by itself. Null if there is none; then a batch is computed one by one. What its {@link #compute} returns beside
     * the outputs is handed to the backward rule of this gate, so it must not be in the shape of the inputs.
     *
     * <p>If in doubt, leave it as it is: {@link org.autodiff.gradcheck.GateLaws} do not try it. {@code Autodiff.vmap},
     * and Jacobians and Hessians, ask for it.
     *
     * @param batch the sizes of the leading axes
     */
    default Gate behind(Shape batch) {
        return structure() == Structure.ELEMENTWISE ? this : null;
    }

    /**
     * Whether its inputs are broadcast against each other, aligned at the end; of such a gate {@link #behind}, an input
     * without the leading axes serves the whole batch.
     */
    default boolean broadcasts() {
        return structure() == Structure.ELEMENTWISE;
    }

    /** The output as a formula in plain text, such as {@code sin(x)}; empty if the gate does not say. */
    default Optional<String> formula() {
        return FormulaText.of(this);
    }

    /**
     * The derivative with respect to an input, in plain text; empty if the gate does not say.
     *
     * @return of an elementwise gate the local derivative, such as {@code cos(x)}; of any other gate the gradient that
     *     its backward rule returns, in terms of the upstream gradient {@code u}
     */
    default Optional<String> derivativeFormula(int input) {
        return FormulaText.derivative(this, input);
    }

    /** The points at which the derivative is a choice, a limit or infinite, and what it is there. */
    default List<Kink> kinks() {
        return List.of();
    }
}
