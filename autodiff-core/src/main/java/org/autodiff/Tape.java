package org.autodiff;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.autodiff.explain.Trace;
import org.autodiff.gate.Gate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.engine.BackwardWalk;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Enclosure;
import org.autodiff.internal.engine.GradientTable;
import org.autodiff.internal.engine.Leaf;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.OutputNode;
import org.autodiff.internal.engine.Planning;
import org.autodiff.internal.engine.Replay;
import org.autodiff.internal.engine.Site;
import org.autodiff.internal.engine.TapeRecorder;
import org.autodiff.internal.engine.TapeText;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.engine.Transform;
import org.autodiff.internal.explain.Recorded;
import org.autodiff.internal.explain.Tracer;
import org.autodiff.memory.SavedArrays;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A computation, laid out: its operations in topological order, each after its inputs.
 *
 * <p>{@link #of} shows what back-propagation from a tensor will walk - the structure, without values, since a graph
 * keeps only those that its backward rules read. {@link #record} runs a function and keeps every value, constants
 * included; such a tape can be replayed with other inputs.
 */
public final class Tape {
    private static final Scope NO_SCOPE = () -> {};

    private final List<Entry> entries;
    private final List<Event> events;
    private final Tensor output;
    private final int outputId;
    private final List<Tensor> tensors; // of the entries, where recorded
    private final TapeRecorder recorder;
    private final Tensor[] inputs;

    private Tape(
            List<Entry> entries,
            List<Event> events,
            Tensor output,
            int outputId,
            List<Tensor> tensors,
            TapeRecorder recorder,
            Tensor[] inputs) {
        this.entries = List.copyOf(entries);
        this.events = List.copyOf(events);
        this.output = output;
        this.outputId = outputId;
        this.tensors = tensors;
        this.recorder = recorder;
        this.inputs = inputs;
    }

    /**
     * One value of the computation.
     *
     * @param id its position on the tape
     * @param gate what made it; empty for a variable or a constant
     * @param name what it is called: the gate's name, the variable's name, "variable" or "constant"
     * @param inputs the entries it was made from; on a tape made by {@link Tape#of} without the constants
     * @param expression how it was made, in words: the gate with its attributes and inputs, such as {@code
     *     pow(3)(%0)}. A constant that is no entry stands there as its number, {@code add(%6, 1)}, or as its shape
     * @param shape its shape
     * @param value its numbers; empty on a tape made by {@link Tape#of}
     * @param line the program's line that did it, such as {@code Fit.java:12}; known within {@link Autodiff#debug}
     * @param called what the program called it by {@link Tensor#named}; empty if it did not, and on a tape made by
     *     {@link Tape#of}
     * @param scope the names of the {@linkplain Tape#scope scopes} it was computed in, the outermost first; empty on a
     *     tape made by {@link Tape#of}
     */
    public record Entry(
            int id,
            Optional<Gate> gate,
            String name,
            List<Integer> inputs,
            String expression,
            Shape shape,
            Optional<NdArray> value,
            Optional<String> line,
            Optional<String> called,
            List<String> scope) {
        @Override
        public String toString() {
            return "%" + id + " = " + expression + " " + shape
                    + value.map(v -> " = " + v).orElse("")
                    + line.map(l -> " at " + l).orElse("");
        }
    }

    /**
     * Something that a recorded function did beside operations, and that people who look for an error want to know of.
     *
     * @param entry the position on the tape of the tensor whose numbers were taken out, or of the parameter that was
     *     assigned; -1 if it is not there
     * @param name of the parameter that was assigned; else empty
     * @param line the program's line that did it; known within {@link Autodiff#debug}
     */
    public record Event(Kind kind, int entry, String name, Optional<String> line) {
        /** What it was. */
        public enum Kind {
            /** Numbers were taken out of a tensor: by {@code item}, {@code value}, {@code toArray}. */
            TAKEN_OUT,
            /** Random numbers were drawn. */
            DRAWN,
            /** A parameter was assigned. */
            ASSIGNED
        }
    }

    /**
     * The tape below a tensor: variables, and the gates through which gradients flow to them.
     *
     * @throws IllegalArgumentException if the tensor is a constant
     */
    public static Tape of(Tensor output) {
        Node top = Tensors.liveNode(Tensors.live(Objects.requireNonNull(output, "tape: the tensor is null")));
        if (top == null) {
            throw new IllegalArgumentException("tape: the tensor is a constant: nothing was recorded");
        }
        IdentityHashMap<Node, Integer> ids = new IdentityHashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Node node : BackwardWalk.topologicalOrder(top)) {
            List<Integer> from = new ArrayList<>();
            List<String> operands = new ArrayList<>();
            for (int i = 0; i < node.arity(); i++) {
                Integer in = node.input(i) == null ? null : ids.get(node.input(i));
                if (in != null) {
                    from.add(in);
                }
                operands.add(in == null ? node.constant(i) : "%" + in);
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
                    node instanceof OutputNode one
                            ? "output " + one.index() + " of " + operands.get(0)
                            : expression(node.gate(), name, operands),
                    node.shape,
                    Optional.empty(),
                    line(node),
                    Optional.empty(),
                    List.of()));
        }
        return new Tape(entries, List.of(), output, entries.size() - 1, null, null, null);
    }

    private static Optional<String> line(Node node) {
        return Optional.ofNullable(node == null ? null : node.site()).map(Site::toString);
    }

    private static String expression(Gate gate, String name, List<String> operands) {
        return gate == null ? name : TapeText.expression(gate, operands);
    }

    /**
     * Runs a function on fresh variables with the given values, and keeps every operation it does on this thread.
     *
     * @throws IllegalStateException if this thread is recording already, or if an input is one example of a batch,
     *     which has no numbers of its own
     */
    public static Tape record(TensorFunction f, Tensor... inputs) {
        Objects.requireNonNull(f, "tape: the function is null");
        requireNonNull("tape", inputs);
        Context context = Context.current();
        if (context.recorder != null) {
            throw new IllegalStateException("tape: this thread is recording already");
        }
        if (context.enclosure == null) {
            return record(null, f, inputs);
        }
        Transform mark = Transform.begin(context, false); // so the checkpoint does not take them for outer variables
        try {
            return record(mark, f, inputs);
        } finally {
            mark.leave(context);
        }
    }

    private static Tape record(Transform mark, TensorFunction f, Tensor... inputs) {
        Context context = Context.current();
        Tensor[] variables = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            if (Tensors.isOneOfBatch(inputs[i])) {
                throw new IllegalStateException("tape: input " + i + " of shape " + inputs[i].shape()
                        + " is one example of a batch within a mapped function (vmap), without numbers that a tape"
                        + " could keep: record before, and replay the tape within the function");
            }
            Leaf leaf = Tensors.leaf(inputs[i]);
            String name = leaf == null ? null : leaf.name;
            NdArray value = ArrayAccess.handOut(Tensors.value(Tensors.live(inputs[i])));
            variables[i] = mark == null ? Tensor.variable(name, value) : Tensors.argument(Tensor.of(value), mark);
        }
        TapeRecorder recorder = new TapeRecorder();
        context.record(recorder);
        Tensor output;
        try {
            output = Objects.requireNonNull(f.apply(variables), "tape: the function returned null");
            output = recorder.plain(output);
        } finally {
            context.record(null);
        }
        return new Builder().build(recorder, variables, output);
    }

    /** The operations, inputs before consumers. */
    public List<Entry> entries() {
        return entries;
    }

    /** What a recorded function did beside operations, in order; nothing on a tape made by {@link #of}. */
    public List<Event> events() {
        return events;
    }

    /**
     * Whether gradients flow through an entry of a recorded tape: not if it is a constant, or was computed within
     * {@link NoGrad}.
     *
     * @throws IllegalStateException if this tape was not made by {@link #record}
     */
    public boolean requiresGrad(int entry) {
        requireRecorded("requiresGrad");
        Leaf leaf = Tensors.leaf(tensors.get(entry));
        boolean frozen = leaf != null && leaf.parameter instanceof Parameter parameter && parameter.isFrozen();
        return !frozen && Tensors.liveNode(tensors.get(entry)) != null;
    }

    /** The tensor that the tape computes. */
    public Tensor output() {
        return output;
    }

    /**
     * The arrays that back-propagation along the tape would read, and that are therefore kept alive as long as the
     * output is: which operation keeps them, and how large they are. What other objects hold - a recorded tape itself,
     * which has every value - is not counted.
     */
    public SavedArrays saved() {
        return SavedArrays.of(output);
    }

    /** The position on the tape of the tensor that it computes. */
    public int outputId() {
        return outputId;
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
        GradientTable found = Tensors.liveNode(output) == null
                ? new GradientTable(true)
                : BackwardWalk.run(
                        Tensors.node(output),
                        Tensor.of(1).reshape(output.shape()),
                        tensors.stream()
                                .map(Tensors::node)
                                .filter(n -> n != null)
                                .toArray(Node[]::new),
                        BackwardWalk.Recording.NO);
        return tensors.stream().map(t -> found.get(Tensors.node(t))).collect(Collectors.toList());
    }

    /**
     * All that back-propagation along a recorded tape does, as data: see {@link org.autodiff.explain.Explain}.
     *
     * @throws IllegalStateException if this tape was not made by {@link #record}
     * @throws IllegalArgumentException if the output is not a single number
     */
    public Trace explain() {
        requireRecorded("explain");
        List<Recorded> recorded = entries.stream()
                .map(e -> new Recorded(e.id, e.gate, e.name, e.inputs, e.shape, e.value, e.line, e.called, e.scope))
                .toList();
        return Tracer.trace(recorded, tensors, outputId, inputs.length);
    }

    /**
     * The table of {@link #explain}, one line for each value: what made it, its local derivatives, its gradient.
     *
     * @throws IllegalStateException if this tape was not made by {@link #record}
     * @throws IllegalArgumentException if the output is not a single number
     */
    public String table() {
        return explain().table();
    }

    // ---- scopes

    /** A part of a computation that has a name. */
    public interface Scope extends AutoCloseable {
        /** Ends it, and all that were opened within it. */
        @Override
        void close();
    }

    /**
     * Gives the operations of this thread up to {@link Scope#close} a place under a name, for people who look at a
     * recorded tape or a trace of it; layers of {@code autodiff-nn} do so. Costs next to nothing while nobody records.
     *
     * <pre>{@code
     * try (Tape.Scope scope = Tape.scope("encoder")) {
     *     y = x.matmul(w).tanh();
     * }
     * }</pre>
     */
    public static Scope scope(String name) {
        Objects.requireNonNull(name, "scope: the name is null");
        TapeRecorder recorder = Context.current().recorder;
        if (recorder == null) {
            return NO_SCOPE;
        }
        List<String> around = recorder.scope();
        List<String> within = new ArrayList<>(around);
        within.add(name);
        recorder.scope(within);
        return () -> recorder.scope(around);
    }

    /**
     * Does again what was recorded, on other inputs: it gives what the function would give. Random arrays are drawn
     * anew, from where the generator is now; parameters that the function makes or assigns get the values of now; what
     * was constant within {@link NoGrad} is constant.
     *
     * <p>Not seen are numbers that do not come from tensors - a counter, a clock, data - and became constants: the
     * replay repeats those of the recording, and takes its branches: a layer that was recorded in training mode stays
     * so. Ask for numbers with {@link #external}.
     *
     * @throws IllegalArgumentException if there are not as many inputs, in the same shapes, as were recorded
     * @throws IllegalStateException if this tape was not made by {@link #record}, or if a number that the program took
     *     out of a tensor, a drawn array or a random generator, and may have branched on, is another one now.
     *     Assignments that were made before stay.
     */
    public Tensor replay(Tensor... arguments) {
        requireRecorded("replay");
        requireNonNull("replay", arguments);
        if (arguments.length != inputs.length) {
            throw new IllegalArgumentException(
                    "replay: " + inputs.length + " inputs were recorded, got " + arguments.length);
        }
        for (int i = 0; i < inputs.length; i++) {
            if (!arguments[i].shape().equals(inputs[i].shape())) {
                throw new IllegalArgumentException("replay: input " + i + " was recorded with shape "
                        + inputs[i].shape() + ", got " + arguments[i].shape());
            }
        }
        return new Replay(recorder, inputs, arguments).run(output);
    }

    // ---- what a recording cannot see

    /**
     * A tensor from outside of the tape: a batch of data, a learning rate, a measurement. It is what the source gives;
     * if this thread is recording, the source is noted, and a replay asks it again.
     *
     * @param source must give tensors of one shape while a tape is replayed
     */
    public static Tensor external(Supplier<Tensor> source) {
        Objects.requireNonNull(source, "external: the source is null");
        Context context = Context.current();
        Tensor value = Objects.requireNonNull(context.unrecorded(source), "external: the source gave null");
        if (context.recorder == null) {
            return value;
        }
        Tensor output = Tensors.copy(value); // it may give the same tensor each time
        context.recorder.add(new External(source, output));
        return output;
    }

    /**
     * Does something outside of the tape, such as counting steps; if this thread is recording, a replay does it again.
     */
    public static void effect(Runnable action) {
        Objects.requireNonNull(action, "effect: the action is null");
        Context context = Context.current();
        if (Enclosure.isAgain(context) || Planning.isRunning()) {
            return; // a function that runs again for the way back has done it before; a plan does nothing
        }
        context.unrecorded(() -> {
            action.run();
            return null;
        });
        if (context.recorder != null) {
            context.recorder.add(replay -> action.run());
        }
    }

    /** A tensor came from outside. */
    private record External(Supplier<Tensor> source, Tensor output) implements TapeRecorder.Step {
        @Override
        public void redo(Replay replay) {
            Tensor value = external(source);
            if (!value.shape().equals(output.shape())) {
                throw new IllegalStateException("replay: a tensor from outside had shape " + output.shape()
                        + " when it was recorded, and has shape " + value.shape() + " now: record the function again");
            }
            replay.put(output, value);
        }
    }

    private static void requireNonNull(String operation, Tensor[] inputs) {
        Objects.requireNonNull(inputs, operation + ": the inputs are null");
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i] == null) {
                throw new NullPointerException(operation + ": input " + i + " is null");
            }
        }
    }

    private void requireRecorded(String operation) {
        if (recorder == null) {
            throw new IllegalStateException(operation + ": needs a tape made by Tape.record, which keeps the values");
        }
    }

    /** One line for each entry. */
    @Override
    public String toString() {
        return entries.stream().map(Entry::toString).collect(Collectors.joining("\n"));
    }

    /** Numbers the tensors of a recorder. */
    private static final class Builder {
        private final IdentityHashMap<Tensor, Integer> ids = new IdentityHashMap<>();
        private final List<Entry> entries = new ArrayList<>();
        private final List<Tensor> tensors = new ArrayList<>();
        private TapeRecorder recorder;
        private Tensor[] variables;

        Tape build(TapeRecorder recorder, Tensor[] variables, Tensor output) {
            this.recorder = recorder;
            this.variables = variables;
            for (Tensor v : variables) {
                id(v);
            }
            for (TapeRecorder.Step step : recorder.steps()) {
                if (step instanceof TapeRecorder.Application a) {
                    List<Integer> from = new ArrayList<>();
                    for (Tensor in : a.inputs()) {
                        from.add(id(in));
                    }
                    List<String> operands = from.stream().map(i -> "%" + i).toList();
                    String expression = expression(a.gate(), null, operands);
                    int outputs = a.outputs().length;
                    for (int k = 0; k < outputs; k++) {
                        String text = outputs == 1 ? expression : "output " + k + " of " + expression;
                        add(a.outputs()[k], a.gate().name(), Optional.of(a.gate()), from, text, a.scope());
                    }
                }
            }
            int outputId = id(output);
            List<Event> events = recorder.steps().stream()
                    .filter(step -> step instanceof TapeRecorder.Event)
                    .map(step -> event((TapeRecorder.Event) step))
                    .toList();
            return new Tape(entries, events, output, outputId, tensors, recorder, variables);
        }

        private Event event(TapeRecorder.Event event) {
            return new Event(
                    Event.Kind.valueOf(event.kind().name()),
                    event.tensor() == null ? -1 : ids.getOrDefault(event.tensor(), -1),
                    event.tensor() instanceof Parameter parameter ? parameter.name() : "",
                    Optional.ofNullable(event.site()).map(Site::toString));
        }

        private int id(Tensor t) {
            Integer known = ids.get(t);
            if (known != null) {
                return known;
            }
            requireOfThisThread(t);
            Leaf leaf = Tensors.leaf(t);
            String name = leaf == null ? "constant" : leaf.name == null ? "variable" : leaf.name;
            return add(t, name, Optional.empty(), List.of(), name, List.of());
        }

        private int add(
                Tensor t, String name, Optional<Gate> gate, List<Integer> from, String expression, List<String> scope) {
            int id = entries.size();
            ids.put(t, id);
            tensors.add(t);
            NdArray value = ArrayAccess.handOut(Tensors.value(t));
            Optional<String> line = line(Tensors.origin(t));
            Optional<String> called = Optional.ofNullable(recorder.name(t));
            entries.add(new Entry(
                    id, gate, name, List.copyOf(from), expression, t.shape(), Optional.of(value), line, called, scope));
            return id;
        }

        /** What nothing on the tape made is a constant for a replay; unless it was made of the inputs elsewhere. */
        private void requireOfThisThread(Tensor t) {
            if (Tensors.liveNode(t) == null || Tensors.leaf(t) != null) {
                return;
            }
            for (Tensor v : variables) {
                if (BackwardWalk.reaches(Tensors.node(t), Tensors.node(v))) {
                    throw new IllegalStateException("tape: a tensor of shape " + t.shape()
                            + " was computed from the inputs on another thread, whose operations are not recorded:"
                            + " compute on the thread that records");
                }
            }
        }
    }
}
