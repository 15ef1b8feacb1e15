package org.autodiff.internal.engine;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.UndeclaredRead;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * What the methods of a gate must return. Gates are written by users too, so the engine looks at everything that it
 * gets from one, and says which gate and which method broke the rule - not the operation that stumbles over it later.
 */
final class GateContract {
    private GateContract() {}

    // ---- shapes

    static Shape shape(Gate gate, Shape shape) {
        if (shape == null) {
            throw broken(gate, "shape returned null: must be the shape of the output");
        }
        return shape;
    }

    /** The shapes of the outputs. */
    static Shape[] shapes(Gate gate, Tensor[] inputs) {
        Shape[] of = new Shape[inputs.length];
        for (int i = 0; i < of.length; i++) {
            of[i] = inputs[i].shape();
        }
        Shape[] shapes;
        try {
            shapes = gate.shapes(of);
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    gate.name() + ": its shapes failed on " + of.length + " inputs, of shapes " + Arrays.toString(of)
                            + ": " + e.getMessage() + "; a gate that takes another number of inputs must say so",
                    e);
        }
        if (shapes == null || shapes.length == 0) {
            throw broken(gate, "shapes returned no shape: must be one for each output");
        }
        for (int k = 0; k < shapes.length; k++) {
            if (shapes[k] == null) {
                throw broken(gate, "shapes returned null for output " + k);
            }
        }
        return shapes;
    }

    /** The outputs that a gate was given, if it still has the same ones. */
    static NdArray[] outputs(Gate gate, NdArray[] given, NdArray[] returned) {
        for (int k = 0; k < given.length; k++) {
            if (returned[k] != given[k]) {
                throw broken(
                        gate,
                        "compute put another array in the place of output " + k
                                + ": must write the one that is there, by fill or write");
            }
        }
        return given;
    }

    static Reads reads(Gate gate, String method, Reads reads) {
        if (reads == null) {
            throw broken(gate, method + " returned null: must say what the backward rule reads (Reads.NONE: nothing)");
        }
        return reads;
    }

    // ---- backward

    /** What a backward rule makes of upstream gradients: one gradient for each input. */
    static Tensor[] backward(Gate gate, Saved saved, Tensor[] upstream, Needs needs) {
        Tensor[] gradients = gate.backward(saved, upstream, needs);
        if (gradients == null) {
            throw broken(
                    gate, "backward returned null: must be an array with a gradient, or null for zero, for each input");
        }
        if (gradients.length != saved.inputs()) {
            throw broken(
                    gate, "backward returned " + gradients.length + " gradients for " + saved.inputs() + " inputs");
        }
        return gradients;
    }

    /** What a backward rule computed for an input, reduced to the input's shape if that was broadcast. */
    static Tensor fit(Gate gate, int input, Tensor gradient, Shape shape) {
        ArrayAccess.requireDeclared(gradient.value); // here it is still known whose rule returned it
        Shape from = gradient.shape();
        if (from.equals(shape)) {
            return gradient;
        }
        if (shape.broadcastsTo(from)) {
            return gradient.sumTo(shape);
        }
        requireFit(gate, input, from, shape);
        return gradient.broadcastTo(shape);
    }

    /** Refuses the gradient of an input that is neither of the input's shape nor broadcasts from or to it. */
    static void requireFit(Gate gate, int input, Shape from, Shape shape) {
        if (!shape.broadcastsTo(from) && !from.broadcastsTo(shape)) {
            throw broken(
                    gate,
                    rule(gate, input) + " returned a gradient of shape " + from + " for an input of shape " + shape
                            + " (input " + input + "): must be that shape, or one that it broadcasts to");
        }
    }

    private static String rule(Gate gate, int input) {
        return !(gate instanceof BinaryGate) ? "backward" : input == 0 ? "backwardA" : "backwardB";
    }

    /** The message for a rule that read what it did not declare. */
    static IllegalStateException undeclared(Node node, Route route, UndeclaredRead e) {
        Gate gate = node.gate();
        String value = gate instanceof UnaryGate
                ? (e.isOutput() ? "its output" : "its input")
                : gate instanceof BinaryGate
                        ? (e.isOutput() ? "its output y" : e.position() == 0 ? "its input a" : "its input b")
                        : e.value();
        String where = !(gate instanceof BinaryGate)
                ? "reads()"
                : !route.wants(node.input(1))
                        ? "readsForA()"
                        : !route.wants(node.input(0)) ? "readsForB()" : "readsForA() or readsForB()";
        return new IllegalStateException(
                "gate " + (gate.getClass().isRecord() ? gate : gate.name()) + ": its backward reads " + value
                        + ", which its " + where + " does not declare: add " + declaration(gate, e)
                        + " to what it returns",
                e);
    }

    /** What declares a value, in the words of whoever writes the gate. */
    private static String declaration(Gate gate, UndeclaredRead e) {
        boolean named = gate instanceof UnaryGate || gate instanceof BinaryGate;
        if (e.isOutput()) {
            return named ? "Reads.OUTPUT" : "Reads.output(" + e.position() + ")";
        }
        return !named ? "Reads.input(" + e.position() + ")" : e.position() == 0 ? "Reads.INPUT" : "Reads.SECOND_INPUT";
    }

    // ---- levels

    /** Refuses an output of the form of a gate for more leading axes that has another shape than it must. */
    static void requireBehind(Gate gate, Gate behind, int output, Shape actual, Shape expected) {
        if (!actual.equals(expected)) {
            throw broken(
                    gate,
                    "behind returned " + behind + ", whose output " + output + " has shape " + actual
                            + ": must have the leading axes first, " + expected);
        }
    }

    static Structure structure(Gate gate) {
        Structure structure = gate.structure();
        if (structure == null) {
            throw broken(gate, "structure returned null: OPAQUE serves every gate");
        }
        return structure;
    }

    static Tensor[] tangents(Gate gate, Tensor[] tangents, Tensor[] outputs) {
        if (tangents.length != outputs.length) {
            throw broken(gate, "jvp returned " + tangents.length + " tangents for " + outputs.length + " outputs");
        }
        for (int k = 0; k < outputs.length; k++) {
            if (tangents[k] != null && !tangents[k].shape().equals(outputs[k].shape())) {
                throw broken(
                        gate,
                        "jvp returned a tangent of shape " + tangents[k].shape() + " for an output of shape "
                                + outputs[k].shape() + ": must be the same");
            }
        }
        return tangents;
    }

    /** The tangent that the rule of an elementwise gate made of that of an input, in the shape of the output. */
    static Tensor elementwise(Gate gate, int input, Tensor tangent, Shape output) {
        if (!tangent.shape().broadcastsTo(output)) {
            throw broken(
                    gate,
                    rule(gate, input) + " returned shape " + tangent.shape() + " for an output of shape " + output
                            + ": structure() says elementwise, so must be that shape, or one that broadcasts to it");
        }
        return tangent.broadcastTo(output);
    }

    private static IllegalStateException broken(Gate gate, String what) {
        return new IllegalStateException(gate.name() + ": " + what);
    }
}
