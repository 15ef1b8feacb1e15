package org.autodiff;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.autodiff.gate.Gate;
import org.autodiff.internal.Raw;
import org.autodiff.ndarray.Shape;

/**
 * Back-propagation. One walk visits the nodes below an output in reverse topological order: every node has received the
 * gradient from all its consumers before it passes its own gradient on.
 *
 * <p>It is a loop with a stack of its own, never a recursion, so a graph may be a million gates deep. What a walk notes
 * about a node stands in the node's own fields (five times faster than a hash table), which the walk claims by
 * compare-and-set; where another thread's walk holds the claim, a side table serves. The order is depth-first over the
 * inputs' order: it depends on the graph only, and with it every bit of the result.
 */
final class Walk implements Route {
    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(Slot.class, "owner", Walk.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Gradients gradients;
    private final boolean pruned;
    private Node[] order = new Node[16];
    private int count;
    private Node[] stack = new Node[16];
    private int height;
    private IdentityHashMap<Node, Slot> side;
    private Recycler recycler = Recycler.off();
    private boolean completed;

    /** Set when this walk no longer needs the nodes it claimed; their claim is void from then on. */
    private volatile boolean finished;

    private Walk(boolean pruned) {
        this.pruned = pruned;
        this.gradients = new Gradients(pruned);
    }

    /** Whether a walk records. */
    enum Recording {
        NO,
        YES,
        /**
         * If the gradient depends on something that is not wanted - a variable, the argument of an enclosing transform:
         * somebody may differentiate with respect to that. For wanted nodes that were made for this walk: it need not look
         * below them.
         */
        IF_NEEDED
    }

    /**
     * Walks from an output.
     *
     * @param upstream the gradient of the output
     * @param wanted the nodes whose gradients are asked for; empty for all leaves
     * @param recording whether what the backward rules compute is recorded, so that it can be differentiated again
     * @param boundary nodes below which nothing is wanted
     * @return the gradient of each wanted node that lies below the output; null where no path carried one
     */
    static Gradients run(Node output, Tensor upstream, Node[] wanted, Recording recording, Node... boundary) {
        Walk walk = new Walk(wanted.length > 0);
        Context context = Context.current();
        boolean before = context.recording;
        try {
            walk.limit(boundary);
            if (recording == Recording.IF_NEEDED) {
                walk.limit(wanted);
            }
            walk.sort(output);
            walk.mark(wanted);
            boolean record = recording == Recording.YES
                    || (recording == Recording.IF_NEEDED
                            && before
                            && (upstream.onTape() || walk.somethingElseIsBelow()));
            context.recording = record;
            if (!record && context.trace == null) {
                walk.recycler = Recycler.on();
            }
            walk.propagate(output, upstream);
            return walk.gradients;
        } finally {
            walk.end();
            context.recording = before;
        }
    }

    /** The nodes below an output, inputs before consumers. */
    static List<Node> topologicalOrder(Node output) {
        Walk walk = new Walk(false);
        try {
            walk.sort(output);
            return List.of(Arrays.copyOf(walk.order, walk.count));
        } finally {
            walk.end();
        }
    }

    /** Whether a node lies below an output, other than below some boundaries. */
    static boolean reaches(Node output, Node node, Node... boundary) {
        Walk walk = new Walk(false);
        try {
            walk.limit(boundary);
            walk.sort(output);
            return walk.slot(node).ordered;
        } finally {
            walk.end();
        }
    }

    // ---- which nodes, in which order

    private void limit(Node[] nodes) {
        for (Node node : nodes) {
            if (node != null) {
                slot(node).boundary = true;
            }
        }
    }

    /** Topological order, inputs before consumers: depth-first, each node appended when all its inputs have been. */
    private void sort(Node output) {
        push(output);
        while (height > 0) {
            Node node = stack[height - 1];
            Slot slot = slot(node);
            if (slot.expanded) {
                height--;
                if (!slot.ordered) {
                    slot.ordered = true;
                    append(node);
                }
                continue;
            }
            slot.expanded = true;
            if (!slot.boundary) {
                node.visitInputs(this);
            }
        }
        stack = null;
    }

    /**
     * Puts an input of the node at hand on the stack, unless it is there or below; not one that is constant, or over.
     */
    void visit(Node in) {
        if (in != null && in.isLive() && !slot(in).expanded) {
            push(in);
        }
    }

    private void push(Node node) {
        if (height == stack.length) {
            stack = Arrays.copyOf(stack, 2 * height);
        }
        stack[height++] = node;
    }

    private void append(Node node) {
        if (count == order.length) {
            order = Arrays.copyOf(order, 2 * count);
        }
        order[count++] = node;
    }

    /** Marks what lies on a way from the output to something wanted. */
    private void mark(Node[] wanted) {
        for (Node node : wanted) {
            Slot slot = slot(node);
            if (slot.ordered) { // else it does not lie below the output
                slot.wanted = true;
                slot.target = true;
            }
        }
        for (int k = 0; k < count && pruned; k++) {
            Node node = order[k];
            Slot slot = slot(node);
            for (int i = 0; i < node.arity() && !slot.wanted && !slot.boundary; i++) {
                slot.wanted = wants(node.input(i));
            }
        }
    }

    private boolean somethingElseIsBelow() {
        for (int k = 0; k < count; k++) {
            Node node = order[k];
            Slot slot = slot(node);
            boolean end = (slot.boundary || node instanceof Leaf) && node.isLive();
            boolean made = slot.target && node.arity() == 0; // for this walk, and nobody else knows of it
            if (node.carriesTape || (end && !made)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean wants(Node node) {
        return node != null && node.isLive() && (!pruned || slot(node).wanted);
    }

    // ---- the way back

    private void propagate(Node output, Tensor upstream) {
        if (wants(output)) {
            deposit(output, upstream);
        }
        for (int k = count - 1; k >= 0; k--) {
            int run = recycler.isOn() ? ElementwiseRun.length(this, order, k) : 0;
            if (run > 1) {
                passRun(k, run);
                k -= run - 1;
            } else {
                pass(order[k]);
            }
        }
        completed = true;
    }

    private void pass(Node node) {
        Slot slot = slot(node);
        if (pruned ? slot.target : node instanceof Leaf) {
            arrived(node, slot.upstream);
        }
        if ((slot.upstream != null || slot.upstreams != null) && !slot.boundary) {
            recycler.beforeRule();
            propagate(node, slot, this);
            recycler.afterRule();
        }
        forget(slot);
    }

    /** The same for several nodes at once, on large arrays. */
    private void passRun(int first, int length) {
        recycler.beforeRule();
        new ElementwiseRun(this, order, first, length).propagate();
        recycler.afterRule();
        for (int k = 0; k < length; k++) {
            forget(slot(order[first - k]));
        }
    }

    static void propagate(Node node, Slot slot, Route route) {
        try {
            node.propagate(slot, route);
        } catch (Raw.UndeclaredRead e) {
            throw GateContract.undeclared(node.gate(), e);
        }
    }

    /** Notes the finished gradient of a target; null where no path carried one. */
    private void arrived(Node node, Tensor gradient) {
        gradients.put(node, gradient);
        if (gradient != null) {
            recycler.hold(gradient);
        }
    }

    @Override
    public Tensor read(Tensor kept, Shape shape, int which) {
        return Node.orUnread(kept, shape, which);
    }

    @Override
    public void send(Gate gate, int input, Node to, Tensor gradient) {
        if (gradient != null) {
            deposit(to, GateContract.fit(gate, input, gradient, to.shape));
        }
    }

    private void deposit(Node to, Tensor gradient) {
        Slot slot = slot(to);
        slot.upstream = add(slot.upstream, gradient);
    }

    /** Puts a sum, which what had arrived is part of, in its place. */
    void replace(Node node, Tensor sum) {
        Slot slot = slot(node);
        recycler.hold(sum);
        recycler.drop(slot.upstream);
        slot.upstream = sum;
    }

    @Override
    public void sendOutput(GateNode to, int index, Tensor gradient) {
        Slot slot = slot(to);
        if (slot.upstreams == null) {
            slot.upstreams = new Tensor[to.outputs()];
        }
        slot.upstreams[index] = add(slot.upstreams[index], gradient);
    }

    /** Several paths add up. */
    private Tensor add(Tensor soFar, Tensor gradient) {
        Tensor sum = soFar == null ? gradient : soFar.add(gradient);
        recycler.hold(sum);
        recycler.drop(soFar);
        return sum;
    }

    private void forget(Slot slot) {
        recycler.drop(slot.upstream);
        if (slot.upstreams != null) {
            for (Tensor u : slot.upstreams) {
                recycler.drop(u);
            }
        }
        slot.upstream = null;
        slot.upstreams = null;
    }

    // ---- notes about nodes

    /** This walk's notes about a node. */
    Slot slot(Node node) {
        Walk owner = node.owner;
        if (owner == this) {
            return node;
        }
        if (side != null) {
            Slot slot = side.get(node);
            if (slot != null) {
                return slot;
            }
        }
        if ((owner == null || owner.finished) && OWNER.compareAndSet(node, owner, this)) {
            node.reset();
            return node;
        }
        if (side == null) {
            side = new IdentityHashMap<>();
        }
        Slot slot = new Slot();
        side.put(node, slot);
        return slot;
    }

    private void end() {
        for (int k = 0; k < count && !completed; k++) { // after an exception: leave nothing behind
            forget(slot(order[k]));
        }
        recycler.end(gradients.all());
        gradients = null; // the nodes go on pointing here until another walk claims them
        order = null;
        side = null;
        recycler = null;
        finished = true;
    }
}
