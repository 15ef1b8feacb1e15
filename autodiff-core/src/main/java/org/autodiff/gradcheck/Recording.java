package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.explain.DebugScope;
import org.autodiff.explain.StopAt;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Structure;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** What a function did at a point, operation by operation, with all numbers and the program's lines. */
final class Recording {
    /**
     * One application of a gate. Values are named by their position on the tape.
     *
     * @param inputs the values that it was given
     * @param outputs the values that it made
     * @param line the program's line, such as {@code Fit.java:12}, where it is known
     */
    record Operation(Gate gate, int[] inputs, int[] outputs, Optional<String> line) {
        /** Whether all it does is to cut its input off. */
        boolean isDetach() {
            return inputs.length == 1 && gate.structure() == Structure.MOVE && !gate.differentiable(0);
        }

        /** {@code matmul at Fit.java:12}. */
        String text() {
            return gate.name() + line.map(l -> " at " + l).orElse("");
        }
    }

    private final Tape tape;
    private final List<Operation> operations = new ArrayList<>();
    private final boolean[] isSource;

    private Recording(Tape tape, int arguments) {
        this.tape = tape;
        List<Tape.Entry> entries = tape.entries();
        isSource = new boolean[entries.size()];
        for (int id = 0; id < isSource.length; ) {
            Tape.Entry entry = entries.get(id);
            if (entry.gate().isEmpty()) {
                isSource[id] = id < arguments || !entry.name().equals("constant");
                id++;
            } else {
                int[] inputs = entry.inputs().stream().mapToInt(i -> i).toArray();
                Shape[] shapes = Arrays.stream(inputs)
                        .mapToObj(i -> entries.get(i).shape())
                        .toArray(Shape[]::new);
                int[] outputs = new int[entry.gate().get().shapes(shapes).length];
                for (int k = 0; k < outputs.length; k++) {
                    outputs[k] = id++;
                }
                if (outputs.length == 0) {
                    throw new IllegalStateException(entry.name() + ": has no outputs");
                }
                operations.add(new Operation(entry.gate().get(), inputs, outputs, entry.line()));
            }
        }
    }

    /**
     * Runs the function once, and notes what it does.
     *
     * @throws IllegalStateException if this thread is recording already, or a part was computed on another thread
     */
    static Recording of(TensorFunction f, Tensor... at) {
        try (DebugScope scope = Autodiff.debug(StopAt.NOTHING)) {
            return new Recording(Tape.record(f, at), at.length);
        }
    }

    Tape tape() {
        return tape;
    }

    /** How many numbers an operation reads and writes. */
    long work(Operation operation) {
        return IntStream.concat(Arrays.stream(operation.inputs()), Arrays.stream(operation.outputs()))
                .mapToLong(id -> value(id).size())
                .sum();
    }

    /** In the order in which they were done. */
    List<Operation> operations() {
        return operations;
    }

    /** How many values there are. */
    int size() {
        return isSource.length;
    }

    /** The numbers of a value. */
    NdArray value(int id) {
        return tape.entries().get(id).value().orElseThrow();
    }

    /** Whether a value is an argument, a parameter or another variable. */
    boolean isSource(int id) {
        return isSource[id];
    }

    /** Which values are computed from sources, by operations that may have a derivative. */
    boolean[] dependent() {
        boolean[] reached = isSource.clone();
        for (Operation operation : operations) {
            boolean any = false;
            for (int i = 0; i < operation.inputs().length; i++) {
                any |= reached[operation.inputs()[i]] && operation.gate().differentiable(i);
            }
            for (int output : operation.outputs()) {
                reached[output] |= any;
            }
        }
        return reached;
    }

    /** Which values the result was computed from, by operations that may have a derivative, or only cut it off. */
    boolean[] upstream() {
        boolean[] needed = new boolean[size()];
        needed[tape.outputId()] = true;
        for (int o = operations.size() - 1; o >= 0; o--) {
            Operation operation = operations.get(o);
            boolean any = false;
            for (int output : operation.outputs()) {
                any |= needed[output];
            }
            for (int i = 0; i < operation.inputs().length; i++) {
                needed[operation.inputs()[i]] |=
                        any && (operation.isDetach() || operation.gate().differentiable(i));
            }
        }
        return needed;
    }

    /**
     * Computes every value again, in one piece: what was computed within {@code NoGrad} is differentiable now.
     *
     * @param given values that are to be these; null for those that are to be computed, or are constants
     * @param passes the detaching operations that shall pass their input on
     * @return every value
     */
    Tensor[] replay(Tensor[] given, Predicate<Operation> passes) {
        Tensor[] values = given.clone();
        for (int id = 0; id < values.length; id++) {
            if (values[id] == null && tape.entries().get(id).gate().isEmpty()) {
                values[id] = Tensor.of(value(id));
            }
        }
        for (Operation operation : operations) {
            if (Arrays.stream(operation.outputs()).allMatch(id -> given[id] != null)) {
                continue;
            }
            Tensor[] in =
                    Arrays.stream(operation.inputs()).mapToObj(i -> values[i]).toArray(Tensor[]::new);
            Tensor[] out = operation.isDetach() && passes.test(operation)
                    ? new Tensor[] {in[0].mul(1)} // another tensor, to have a gradient of its own
                    : Tensor.applyAll(operation.gate(), in);
            for (int k = 0; k < out.length; k++) {
                int id = operation.outputs()[k];
                values[id] = given[id] == null ? out[k] : given[id];
            }
        }
        return values;
    }
}
