package org.autodiff.gradcheck;

import java.util.Arrays;
import org.autodiff.NoGrad;
import org.autodiff.Tensor;
import org.autodiff.gate.Structure;
import org.autodiff.ndarray.NdArray;

/**
 * The way forward of a function with a derivative of its own ({@code Autodiff.custom}). On the tape it is an operation
 * that is given the result, computed before from detached arguments, and only passes it on. By itself it does not move
 * when its arguments do; so what computed the result belongs to it.
 */
final class Whole implements OperationCheck.Forward {
    private final Recording recording;
    private final Recording.Operation operation;
    private final int result;
    private final boolean[] inside;

    private Whole(Recording recording, Recording.Operation operation, int result, boolean[] inside) {
        this.recording = recording;
        this.operation = operation;
        this.result = result;
        this.inside = inside;
    }

    /**
     * Null if the operation computes its outputs from its inputs itself, as nearly all do.
     *
     * @param dependent which values have a derivative with respect to something
     */
    static Whole of(Recording recording, Recording.Operation operation, boolean[] dependent) {
        int arguments = operation.inputs().length - 1;
        if (arguments < 1
                || operation.outputs().length != 1
                || operation.gate().structure() != Structure.OPAQUE
                || dependent[operation.inputs()[arguments]]) {
            return null;
        }
        int result = operation.inputs()[arguments];
        boolean[] inside = between(recording, operation, result);
        boolean passed =
                recording.value(result).equals(recording.value(operation.outputs()[0]));
        return inside[result] && passed && isDeaf(recording, operation)
                ? new Whole(recording, operation, result, inside)
                : null;
    }

    /** Which values lie on a way from the arguments to the result. */
    private static boolean[] between(Recording recording, Recording.Operation operation, int result) {
        boolean[] after = new boolean[recording.size()];
        boolean[] before = new boolean[recording.size()];
        boolean[] inside = new boolean[recording.size()];
        for (int i : operation.inputs()) {
            after[i] = i != result;
        }
        before[result] = true;
        for (Recording.Operation each : recording.operations()) {
            boolean any = Arrays.stream(each.inputs()).anyMatch(i -> after[i]);
            for (int output : each.outputs()) {
                after[output] |= any;
            }
        }
        for (int o = recording.operations().size() - 1; o >= 0; o--) {
            Recording.Operation each = recording.operations().get(o);
            if (Arrays.stream(each.outputs()).anyMatch(i -> before[i])) {
                for (int input : each.inputs()) {
                    before[input] = true;
                }
            }
        }
        for (int i = 0; i < inside.length; i++) {
            inside[i] = after[i] && before[i];
        }
        for (int i : operation.inputs()) {
            inside[i] &= i == result;
        }
        return inside;
    }

    /** Whether the output stays as it is, whatever the arguments are. */
    private static boolean isDeaf(Recording recording, Recording.Operation operation) {
        Tensor[] inputs = new Tensor[operation.inputs().length];
        for (int i = 0; i < inputs.length; i++) {
            Tensor x = Tensor.of(recording.value(operation.inputs()[i]));
            inputs[i] = i == inputs.length - 1 ? x : x.mul(1.25).add(0.125);
        }
        try (NoGrad scope = NoGrad.open()) {
            NdArray y = Tensor.applyAll(operation.gate(), inputs)[0].value();
            return y.equals(recording.value(operation.outputs()[0]));
        } catch (IllegalArgumentException e) {
            return false; // it is not in the domain, so it was looked at
        }
    }

    @Override
    public NdArray[] outputs(NdArray[] inputs) {
        Tensor[] given = new Tensor[recording.size()];
        for (int id = 0; id < given.length; id++) {
            given[id] = inside[id] ? null : Tensor.of(recording.value(id));
        }
        for (int i = 0; i < inputs.length - 1; i++) {
            given[operation.inputs()[i]] = Tensor.of(inputs[i]);
        }
        try (NoGrad scope = NoGrad.open()) {
            return new NdArray[] {recording.replay(given, o -> false)[result].value()};
        }
    }
}
