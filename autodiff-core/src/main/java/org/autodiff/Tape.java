package org.autodiff;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.autodiff.gate.Gate;
import org.autodiff.internal.Raw;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A computation, laid out: its operations in topological order, each after its inputs.
 *
 * <p>{@link #of} shows what back-propagation from a tensor will walk - the structure, without values, since a graph keeps
 * only those that its backward rules read. {@link #record} runs a function and keeps every value, constants included; such
 * a tape can be replayed with other inputs.
 */
public final class Tape {
    private final List<Entry> entries;
    private final Tensor output;
    private final List<Tensor> tensors; // of the entries, where recorded
    private final Trace trace;
    private final Tensor[] inputs;

    private Tape(List<Entry> entries, Tensor output, List<Tensor> tensors, Trace trace, Tensor[] inputs) {
        this.entries = List.copyOf(entries);
        this.output = output;
        this.tensors = tensors;
        this.trace = trace;
        this.inputs = inputs;
    }

    /**
     * One value of the computation.
     *
     * @param id its position on the tape
     * @param gate what made it; empty for a variable or a constant
     * @param name what it is called: the gate's name, the variable's name, "variable" or "constant"
     * @param inputs the entries it was made from; on a tape made by {@link Tape#of} without the constants
     * @param shape its shape
     * @param value its numbers; empty on a tape made by {@link Tape#of}
     */
    public record Entry(
            int id, Optional<Gate> gate, String name, List<Integer> inputs, Shape shape, Optional<NdArray> value) {
        @Override
        public String toString() {
            String from =
                    gate.isEmpty() ? "" : inputs.stream().map(i -> "%" + i).collect(Collectors.joining(", ", "(", ")"));
            return "%" + id + " = " + name + from + " " + shape
                    + value.map(v -> " = " + v).orElse("");
        }
    }

    /**
     * The tape below a tensor: variables, and the gates through which gradients flow to them.
     *
     * @throws IllegalArgumentException if the tensor is a constant
     */
    public static Tape of(Tensor output) {
        if (output.node == null) {
            throw new IllegalArgumentException("tape: the tensor is a constant: nothing was recorded");
        }
        IdentityHashMap<Node, Integer> ids = new IdentityHashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Node node : Walk.topologicalOrder(output.node)) {
            List<Integer> from = new ArrayList<>();
            for (int i = 0; i < node.arity(); i++) {
                if (node.input(i) != null) {
                    from.add(ids.get(node.input(i)));
                }
            }
            String name = node instanceof Leaf leaf
                    ? (leaf.name == null ? "variable" : leaf.name)
                    : node.gate().name();
            ids.put(node, entries.size());
            entries.add(new Entry(
                    entries.size(),
                    Optional.ofNullable(node.gate()),
                    name,
                    List.copyOf(from),
                    node.shape,
                    Optional.empty()));
        }
        return new Tape(entries, output, null, null, null);
    }

    /**
     * Runs a function on fresh variables with the given values, and keeps every operation it does on this thread.
     *
     * @throws IllegalStateException if this thread is recording already
     */
    public static Tape record(TensorFunction f, Tensor... inputs) {
        Context context = Context.current();
        if (context.trace != null) {
            throw new IllegalStateException("tape: this thread is recording already");
        }
        Tensor[] variables = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            String name = inputs[i].node instanceof Leaf leaf ? leaf.name : null;
            variables[i] = Tensor.variable(name, inputs[i].value);
        }
        Trace trace = new Trace();
        context.trace = trace;
        Tensor output;
        try {
            output = Objects.requireNonNull(f.apply(variables), "tape: the function returned null");
        } finally {
            context.trace = null;
        }
        return new Builder().build(trace, variables, output);
    }

    /** The operations, inputs before consumers. */
    public List<Entry> entries() {
        return entries;
    }

    /** The tensor that the tape computes. */
    public Tensor output() {
        return output;
    }

    /** Back-propagation along the tape; see {@link Tensor#backward()}. */
    public Gradients backward() {
        return output.backward();
    }

    /**
     * The gradient of the output, a scalar, with respect to every entry of a recorded tape; null for entries that no
     * gradient reaches.
     *
     * @throws IllegalStateException if this tape was not made by {@link #record}
     */
    public List<Tensor> gradients() {
        requireRecorded("gradients");
        if (output.size() != 1) {
            throw new IllegalArgumentException("gradients: the output must be a scalar, got shape " + output.shape());
        }
        Gradients found = output.node == null
                ? new Gradients(true)
                : Walk.run(
                        output.node,
                        Tensor.of(1).reshape(output.shape()),
                        tensors.stream().map(t -> t.node).filter(n -> n != null).toArray(Node[]::new),
                        Walk.Recording.NO);
        return tensors.stream().map(t -> found.get(t.node)).collect(Collectors.toList());
    }

    /**
     * Runs the recorded operations again on other inputs.
     *
     * @throws IllegalArgumentException if there are not as many inputs, in the same shapes, as were recorded
     * @throws IllegalStateException if this tape was not made by {@link #record}, or if a number that the program took out
     *     of a tensor, and may have branched on, is another one now
     */
    public Tensor replay(Tensor... arguments) {
        requireRecorded("replay");
        if (arguments.length != inputs.length) {
            throw new IllegalArgumentException(
                    "replay: " + inputs.length + " inputs were recorded, got " + arguments.length);
        }
        IdentityHashMap<Tensor, Tensor> now = new IdentityHashMap<>();
        for (int i = 0; i < inputs.length; i++) {
            if (!arguments[i].shape().equals(inputs[i].shape())) {
                throw new IllegalArgumentException("replay: input " + i + " was recorded with shape "
                        + inputs[i].shape() + ", got " + arguments[i].shape());
            }
            now.put(inputs[i], arguments[i]);
        }
        for (Trace.Step step : trace.steps) {
            Tensor[] in = new Tensor[step.inputs().length];
            for (int i = 0; i < in.length; i++) {
                in[i] = now.getOrDefault(step.inputs()[i], step.inputs()[i]);
            }
            if (step.gate() == null) {
                if (!in[0].value.equals(step.seen())) {
                    throw new IllegalStateException(
                            "replay: the program read " + step.seen() + " when it was recorded, and would" + " read "
                                    + in[0].value + " now: it might go another way, so record it again");
                }
                continue;
            }
            Tensor[] out = Tensor.applyAll(step.gate(), in);
            for (int k = 0; k < out.length; k++) {
                now.put(step.outputs()[k], out[k]);
            }
        }
        return now.getOrDefault(output, output);
    }

    private void requireRecorded(String operation) {
        if (trace == null) {
            throw new IllegalStateException(operation + ": needs a tape made by Tape.record, which keeps the values");
        }
    }

    /** One line for each entry. */
    @Override
    public String toString() {
        return entries.stream().map(Entry::toString).collect(Collectors.joining("\n"));
    }

    /** Numbers the tensors of a trace. */
    private static final class Builder {
        private final IdentityHashMap<Tensor, Integer> ids = new IdentityHashMap<>();
        private final List<Entry> entries = new ArrayList<>();
        private final List<Tensor> tensors = new ArrayList<>();

        Tape build(Trace trace, Tensor[] variables, Tensor output) {
            for (Tensor v : variables) {
                id(v);
            }
            for (Trace.Step step : trace.steps) {
                if (step.gate() != null) {
                    List<Integer> from = new ArrayList<>();
                    for (Tensor in : step.inputs()) {
                        from.add(id(in));
                    }
                    for (Tensor out : step.outputs()) {
                        add(out, step.gate().name(), Optional.of(step.gate()), from);
                    }
                }
            }
            id(output);
            return new Tape(entries, output, tensors, trace, variables);
        }

        private int id(Tensor t) {
            Integer known = ids.get(t);
            if (known != null) {
                return known;
            }
            String name = t.node instanceof Leaf leaf ? (leaf.name == null ? "variable" : leaf.name) : "constant";
            return add(t, name, Optional.empty(), List.of());
        }

        private int add(Tensor t, String name, Optional<Gate> gate, List<Integer> from) {
            int id = entries.size();
            ids.put(t, id);
            tensors.add(t);
            entries.add(new Entry(id, gate, name, List.copyOf(from), t.shape(), Optional.of(value(t))));
            return id;
        }

        /** A parameter may be assigned after this; its number of now stays on the tape. */
        private static NdArray value(Tensor t) {
            return Raw.handOut(t.value);
        }
    }
}
