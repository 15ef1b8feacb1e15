package org.autodiff.internal.explain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autodiff.Tensor;
import org.autodiff.explain.Trace;
import org.autodiff.explain.Trace.Edge;
import org.autodiff.explain.Trace.Kind;
import org.autodiff.explain.Trace.Step;
import org.autodiff.gate.Gate;
import org.autodiff.internal.engine.BackwardWalk;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Observer;
import org.autodiff.internal.engine.OutputNode;
import org.autodiff.internal.engine.TapeText;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Makes a {@link Trace} of a recorded tape: back-propagates once, with an eye on what every rule is given and gives.
 * The local derivatives come from each gate alone, {@link LocalDerivatives}.
 */
public final class Tracer {
    private final List<Recorded> entries;
    private final List<Tensor> tensors;
    private final int inputs;

    /** The numbers of nodes: those of entries, and those of gates with several outputs. */
    private final List<Item> items = new ArrayList<>();

    private final int[] itemOf;
    private final Map<Node, Integer> itemOfNode = new IdentityHashMap<>();
    private final List<EdgeNotes> edges = new ArrayList<>();
    private final Map<Integer, NdArray> gradients = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();

    /**
     * What becomes a node.
     *
     * @param entry of the tape; of a gate with several outputs that of the first
     * @param kind what it is
     * @param inputs the edges that lead there
     */
    private record Item(Recorded entry, Kind kind, List<Integer> inputs) {}

    /** What becomes an edge. */
    private static final class EdgeNotes {
        final int from;
        final int to;
        final int slot;
        NdArray local;
        NdArray upstream;
        NdArray contribution;
        NdArray before;
        NdArray after;

        EdgeNotes(int from, int to, int slot) {
            this.from = from;
            this.to = to;
            this.slot = slot;
        }
    }

    private Tracer(List<Recorded> entries, List<Tensor> tensors, int inputs) {
        this.entries = entries;
        this.tensors = tensors;
        this.inputs = inputs;
        this.itemOf = new int[entries.size()];
    }

    /**
     * The trace of a tape.
     *
     * @param tensors of its entries
     * @param output the entry of the result
     * @param inputs how many of the entries, which come first, are arguments
     */
    public static Trace trace(List<Recorded> entries, List<Tensor> tensors, int output, int inputs) {
        Tensor result = tensors.get(output);
        if (result.size() != 1) {
            throw new IllegalArgumentException("explain: the output must be a single number, got shape "
                    + result.shape() + ": reduce it (sum, mean), or pick an element (get, narrow)");
        }
        Context context = Context.current();
        return context.unrecorded(() -> new Tracer(entries, tensors, inputs).run(output));
    }

    private Trace run(int output) {
        layOut();
        int top = itemOf[output];
        if (Tensors.liveNode(tensors.get(output)) != null) {
            walk(top, Tensors.liveNode(tensors.get(output)));
        }
        NodeTexts texts = new NodeTexts(names());
        List<Trace.Node> nodes = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            nodes.add(node(i, texts));
        }
        List<Edge> laidOut = new ArrayList<>();
        for (int e = 0; e < edges.size(); e++) {
            laidOut.add(edge(e, texts));
        }
        return new Trace(nodes, laidOut, steps, top);
    }

    // ---- the structure

    private void layOut() {
        for (int i = 0; i < entries.size(); i++) {
            Recorded entry = entries.get(i);
            int outputs = outputs(entry);
            if (outputs > 1) {
                int gate = add(entry, Kind.SEVERAL);
                connect(gate, entry.inputs());
                for (int k = 0; k < outputs; k++, i++) {
                    itemOf[i] = add(entries.get(i), Kind.OPERATION);
                    connectItem(itemOf[i], gate, k);
                    register(i, gate);
                }
                i--;
            } else {
                itemOf[i] = add(entry, kind(i, entry));
                connect(itemOf[i], entry.inputs());
                register(i, -1);
            }
        }
    }

    private int outputs(Recorded entry) {
        if (entry.gate().isEmpty()) {
            return 1;
        }
        Shape[] shapes =
                entry.inputs().stream().map(i -> entries.get(i).shape()).toArray(Shape[]::new);
        return entry.gate().get().shapes(shapes).length;
    }

    private Kind kind(int i, Recorded entry) {
        if (entry.gate().isPresent()) {
            return Kind.OPERATION;
        }
        return i < inputs ? Kind.INPUT : entry.name().equals("constant") ? Kind.CONSTANT : Kind.VARIABLE;
    }

    private int add(Recorded entry, Kind kind) {
        items.add(new Item(entry, kind, new ArrayList<>()));
        steps.add(new Step.Forward(items.size() - 1));
        return items.size() - 1;
    }

    private void connect(int to, List<Integer> from) {
        for (int slot = 0; slot < from.size(); slot++) {
            connectItem(to, itemOf[from.get(slot)], slot);
        }
    }

    private void connectItem(int to, int from, int slot) {
        items.get(to).inputs.add(edges.size());
        edges.add(new EdgeNotes(from, to, slot));
    }

    private void register(int entry, int gate) {
        Node node = Tensors.liveNode(tensors.get(entry));
        if (node != null) {
            itemOfNode.putIfAbsent(node, itemOf[entry]);
            if (gate >= 0 && node instanceof OutputNode) {
                itemOfNode.putIfAbsent(node.input(0), gate);
            }
        }
    }

    // ---- the way back

    private void walk(int top, Node output) {
        Watch watch = new Watch();
        Context context = Context.current();
        Observer before = context.ownObserver();
        context.observe(watch);
        Tensor one = Tensor.of(1).reshape(output.shape);
        try {
            BackwardWalk.run(output, one, itemOfNode.keySet().toArray(Node[]::new), BackwardWalk.Recording.NO);
        } finally {
            context.observe(before);
        }
        steps.add(new Step.Seed(top));
        gradients.put(top, one.value());
        List<Node> order = BackwardWalk.topologicalOrder(output);
        for (int k = order.size() - 1; k >= 0; k--) {
            Integer item = itemOfNode.get(order.get(k));
            if (item != null && (gradients.containsKey(item) || watch.sent.containsKey(order.get(k)))) {
                passBack(item, watch.sent.getOrDefault(order.get(k), Map.of()));
            }
        }
        for (EdgeNotes edge : edges) {
            if (edge.contribution != null) {
                edge.upstream = gradients.get(edge.to);
            }
        }
    }

    /** A node whose gradient is complete, and what its rule gave for each input. */
    private void passBack(int item, Map<Integer, NdArray> sent) {
        steps.add(new Step.Done(item));
        for (int e : items.get(item).inputs) {
            EdgeNotes edge = edges.get(e);
            int slot = items.get(edge.from).kind == Kind.SEVERAL ? 0 : edge.slot;
            NdArray part = sent.get(slot);
            if (part == null) {
                continue;
            }
            edge.contribution = part;
            steps.add(new Step.Multiply(e));
            steps.add(new Step.Accumulate(e));
            if (items.get(edge.from).kind != Kind.SEVERAL) { // where the outputs' gradients stand side by side
                edge.before = gradients.get(edge.from);
                edge.after = edge.before == null
                        ? part
                        : Tensor.of(edge.before).add(Tensor.of(part)).value();
                gradients.put(edge.from, edge.after);
            }
        }
    }

    /** Collects what the rules give, but not what walks within a rule do. */
    private static final class Watch implements Observer {
        final Map<Node, Map<Integer, NdArray>> sent = new IdentityHashMap<>();
        private int depth;

        @Override
        public void passing(Node node, int run, Tensor... upstream) {
            depth++;
        }

        @Override
        public void sent(Node node, int input, Node to, Tensor part) {
            if (depth == 1) {
                NdArray copy = NdArray.of(part.shape(), Tensors.numbers(part).toArray());
                int slot = node instanceof OutputNode ? 0 : input;
                sent.computeIfAbsent(node, any -> new HashMap<>()).put(slot, copy);
            }
        }

        @Override
        public void passed(Node node, int run) {
            depth--;
        }
    }

    // ---- nodes and edges

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            Recorded entry = item.entry;
            boolean number = item.kind == Kind.CONSTANT && entry.shape().size() == 1;
            String unnamed = item.kind == Kind.INPUT && inputs == 1 ? "x" : item.kind == Kind.INPUT ? "x" + i : "v" + i;
            boolean called = item.kind != Kind.SEVERAL && entry.called().isPresent();
            boolean named = Set.of(Kind.INPUT, Kind.VARIABLE).contains(item.kind)
                    && !entry.name().equals("variable");
            names.add(
                    called
                            ? entry.called().get()
                            : number ? Trace.number(value(item).item()) : named ? entry.name() : unnamed);
        }
        return names;
    }

    private static NdArray value(Item item) {
        return item.entry.value().orElseThrow();
    }

    private Trace.Node node(int i, NodeTexts texts) {
        Item item = items.get(i);
        Optional<Gate> gate = item.entry.gate();
        boolean part = !item.inputs.isEmpty() && items.get(edges.get(item.inputs.get(0)).from).kind == Kind.SEVERAL;
        List<NdArray> operands = gate.isEmpty() || part ? List.of() : operands(item);
        List<Integer> from = item.inputs.stream().map(e -> edges.get(e).from).toList();
        boolean several = item.kind == Kind.SEVERAL;
        NdArray value = several ? null : value(item);
        String output = part ? "output " + edges.get(item.inputs.get(0)).slot : "";
        boolean made = gate.isPresent() && !part;
        if (made) {
            fillLocals(item, operands, several);
        }
        return new Trace.Node(
                i,
                texts.name(i),
                item.kind,
                part ? output : gate.map(TapeText::gate).orElse(""),
                part ? "output" : gate.map(Gate::name).orElse(""),
                made ? NodeTexts.attributes(gate.get()) : Map.of(),
                item.entry.shape(),
                item.entry.scope(),
                item.entry.line(),
                item.inputs,
                made ? texts.formula(gate.get(), i, from) : part ? output + " of " + texts.name(from.get(0)) : "",
                made && !several ? texts.numbers(gate.get(), i, from, operands, value) : "",
                Optional.ofNullable(value),
                Optional.ofNullable(several ? null : gradients.get(i)),
                made ? Remarks.branch(gate.get(), texts.names(from), operands) : Optional.empty(),
                flags(i, item, operands));
    }

    private Set<Trace.Flag> flags(int i, Item item, List<NdArray> operands) {
        if (item.entry.gate().isEmpty() || operands.isEmpty()) {
            return Set.of();
        }
        boolean detached = Tensors.liveNode(tensorOf(item)) == null
                && item.inputs.stream().anyMatch(e -> Tensors.liveNode(tensorOf(items.get(edges.get(e).from))) != null);
        return Remarks.flags(
                item.entry.gate().get(),
                operands,
                item.kind == Kind.SEVERAL ? null : value(item),
                item.inputs.size() == 1 ? edges.get(item.inputs.get(0)).local : null,
                detached);
    }

    private Tensor tensorOf(Item item) {
        return tensors.get(item.entry.id());
    }

    private List<NdArray> operands(Item item) {
        return item.inputs.stream()
                .map(e -> value(items.get(edges.get(e).from)))
                .toList();
    }

    private void fillLocals(Item item, List<NdArray> operands, boolean several) {
        if (several) {
            return;
        }
        NdArray[] local = LocalDerivatives.of(item.entry.gate().get(), operands, item.entry.shape());
        for (int e : item.inputs) {
            edges.get(e).local = local[edges.get(e).slot];
        }
    }

    private Edge edge(int e, NodeTexts texts) {
        EdgeNotes edge = edges.get(e);
        Item to = items.get(edge.to);
        boolean part = items.get(edge.from).kind == Kind.SEVERAL;
        List<Integer> from = to.inputs.stream().map(i -> edges.get(i).from).toList();
        return new Edge(
                e,
                edge.from,
                edge.to,
                edge.slot,
                part ? "" : texts.derivative(to.entry.gate().orElseThrow(), edge.slot, edge.to, from),
                Optional.ofNullable(edge.local),
                Optional.ofNullable(edge.upstream),
                Optional.ofNullable(edge.contribution),
                Optional.ofNullable(edge.before),
                Optional.ofNullable(edge.after));
    }
}
