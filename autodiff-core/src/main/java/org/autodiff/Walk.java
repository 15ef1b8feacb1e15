package org.autodiff;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.gate.Gate;
import org.autodiff.internal.Raw;

/**
 * Back-propagation. One walk visits the nodes below an output in reverse topological order: every node has received the
 * gradient from all its consumers before it passes its own gradient on.
 *
 * <p>It is a loop with a stack of its own, never a recursion, so a graph may be a million gates deep. What a walk notes
 * about a node stands in the node's own fields (five times faster than a hash table), which the walk claims by
 * compare-and-set; where another thread's walk holds the claim, a side table serves. The order is depth-first over the
 * inputs' order: it depends on the graph only, and with it every bit of the result.
 */
final class Walk {
    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(Slot.class, "owner", Walk.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Map<Node, Tensor> gradients = new IdentityHashMap<>();
    private final boolean pruned;
    private Node[] order = new Node[16];
    private int count;
    private Map<Node, Slot> side;

    /** Set when this walk no longer needs the nodes it claimed; their claim is void from then on. */
    private volatile boolean finished;

    /** Where memory made in this walk is recycled; null if it is not, because somebody else may see it. */
    private Raw.Scope memory;

    private int started;
    private boolean completed;

    private Walk(boolean pruned) {
        this.pruned = pruned;
    }

    /**
     * Walks from an output.
     *
     * @param upstream the gradient of the output
     * @param wanted the nodes whose gradients are asked for; empty for all leaves
     * @param recording whether what the backward rules compute is recorded, so that it can be differentiated again
     * @return the gradient of each wanted node that lies below the output
     */
    static Map<Node, Tensor> run(Node output, Tensor upstream, Node[] wanted, Recording recording) {
        Walk walk = new Walk(wanted.length > 0);
        Context context = Context.current();
        boolean before = context.recording;
        Raw.Scope opened = null;
        try {
            walk.sort(output);
            walk.mark(wanted);
            boolean record =
                    recording == Recording.YES || (recording == Recording.IF_NEEDED && before && walk.hasOtherLeaf());
            context.recording = record;
            if (!record) {
                opened = Raw.currentScope() == null ? Raw.openScope(false) : null;
                walk.memory = Raw.currentScope();
                walk.started = walk.memory.now();
            }
            walk.propagate(output, upstream);
            return walk.gradients;
        } finally {
            walk.end();
            if (opened != null) {
                opened.keepAll();
            }
            context.recording = before;
        }
    }

    /** Whether a walk records. */
    enum Recording {
        NO,
        YES,
        /** If the output depends on a variable that is not wanted: somebody may differentiate with respect to it. */
        IF_NEEDED
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

    private boolean hasOtherLeaf() {
        for (int k = 0; k < count; k++) {
            if (order[k] instanceof Leaf leaf && !slot(leaf).target) {
                return true;
            }
        }
        return false;
    }

    /** Topological order, inputs before consumers: depth-first, each node appended when all its inputs have been. */
    private void sort(Node output) {
        ArrayDeque<Node> stack = new ArrayDeque<>();
        stack.push(output);
        while (!stack.isEmpty()) {
            Node node = stack.peek();
            Slot slot = slot(node);
            if (slot.expanded) {
                stack.pop();
                if (!slot.ordered) {
                    slot.ordered = true;
                    append(node);
                }
                continue;
            }
            slot.expanded = true;
            for (int i = node.arity() - 1; i >= 0; i--) {
                Node in = node.input(i);
                if (in != null && !slot(in).expanded) {
                    stack.push(in);
                }
            }
        }
    }

    private void append(Node node) {
        if (count == order.length) {
            order = Arrays.copyOf(order, 2 * count);
        }
        order[count++] = node;
    }

    /** Marks what lies on a way from the output to something wanted. */
    private void mark(Node[] wanted) {
        if (!pruned) {
            return;
        }
        for (Node node : wanted) {
            if (reached(node)) {
                slot(node).wanted = true;
                slot(node).target = true;
            }
        }
        for (int k = 0; k < count; k++) {
            Node node = order[k];
            Slot slot = slot(node);
            for (int i = 0; i < node.arity() && !slot.wanted; i++) {
                slot.wanted = wants(node.input(i));
            }
        }
    }

    private boolean reached(Node node) {
        Slot slot = node.owner == this ? node : side == null ? null : side.get(node);
        return slot != null && slot.ordered;
    }

    /** Whether this walk needs the gradient of a node; not that of an input which is constant. */
    boolean wants(Node node) {
        return node != null && (!pruned || slot(node).wanted);
    }

    private void propagate(Node output, Tensor upstream) {
        if (wants(output)) {
            deposit(output, upstream);
        }
        for (int k = count - 1; k >= 0; k--) {
            Node node = order[k];
            Slot slot = slot(node);
            if (pruned ? slot.target : node instanceof Leaf) {
                arrived(node, slot.upstream);
            }
            if (slot.upstream != null || slot.upstreams != null) {
                int mark = memory == null ? 0 : memory.mark();
                node.propagate(slot, this);
                if (memory != null) {
                    memory.releaseSince(mark);
                }
                consumed(slot);
            }
        }
        completed = true;
    }

    /** Notes the finished gradient of a target; null where no path carried one. */
    private void arrived(Node node, Tensor gradient) {
        gradients.put(node, gradient);
        if (memory != null && gradient != null) {
            Raw.hold(gradient.value);
        }
    }

    /** Takes what a backward rule computed for an input: reduced to the input's shape, if it was broadcast, and added. */
    void send(Gate gate, Node to, Tensor gradient) {
        if (gradient == null) {
            return;
        }
        if (!gradient.shape().equals(to.shape)) {
            if (!to.shape.broadcastsTo(gradient.shape()) && !gradient.shape().broadcastsTo(to.shape)) {
                throw new IllegalStateException(gate.name() + ": backward returned a gradient of shape "
                        + gradient.shape() + " for an input of shape " + to.shape
                        + ": must be that shape, or one that it broadcasts to");
            }
            gradient = gradient.sumTo(to.shape).broadcastTo(to.shape);
        }
        deposit(to, gradient);
    }

    private void deposit(Node to, Tensor gradient) {
        Slot slot = slot(to);
        slot.upstream = add(slot.upstream, gradient);
    }

    void sendOutput(GateNode to, int index, Tensor gradient) {
        Slot slot = slot(to);
        if (slot.upstreams == null) {
            slot.upstreams = new Tensor[to.outputs()];
        }
        slot.upstreams[index] = add(slot.upstreams[index], gradient);
    }

    /** Several paths add up. */
    private Tensor add(Tensor soFar, Tensor gradient) {
        Tensor sum = soFar == null ? gradient : soFar.add(gradient);
        if (sum.dual != null) {
            memory = null; // a tangent is shared in ways that nobody counts
        }
        if (memory != null) {
            Raw.hold(sum.value);
            if (soFar != null) {
                drop(soFar);
            }
        }
        return sum;
    }

    private void consumed(Slot slot) {
        if (memory != null && slot.upstream != null) {
            drop(slot.upstream);
        }
        if (memory != null && slot.upstreams != null) {
            for (Tensor u : slot.upstreams) {
                if (u != null) {
                    drop(u);
                }
            }
        }
        slot.upstream = null;
        slot.upstreams = null;
    }

    /** A slot lets go of a gradient; if this walk made it and no other slot or result shares it, its memory is free. */
    private void drop(Tensor gradient) {
        Raw.letGo(gradient.value);
        memory.releaseIfMadeSince(started, gradient.value);
    }

    /** This walk's notes about a node. */
    private Slot slot(Node node) {
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
            consumed(slot(order[k]));
        }
        if (memory != null) {
            for (Tensor g : gradients.values()) {
                if (g != null) {
                    Raw.letGo(g.value);
                }
            }
        }
        gradients = null; // the nodes go on pointing here until another walk claims them
        order = null;
        side = null;
        memory = null;
        finished = true;
    }
}
