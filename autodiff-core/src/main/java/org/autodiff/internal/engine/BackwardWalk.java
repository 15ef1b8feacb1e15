package org.autodiff.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.internal.UndeclaredRead;

/**
 * Back-propagation. One walk visits the nodes below an output in reverse topological order: every node has received the
 * gradient from all its consumers before it passes its own gradient on.
 *
 * <p>It is a loop with a stack of its own, never a recursion, so a graph may be a million gates deep. What a walk notes
 * about a node stands in the node's own fields (five times faster than a hash table), which the walk claims by
 * compare-and-set; where another thread's walk holds the claim, a side table serves. The order is depth-first over the
 * inputs' order: it depends on the graph only, and with it every bit of the result.
 */
public final class BackwardWalk implements Route {
    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(WalkNotes.class, "owner", BackwardWalk.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private GradientTable gradients;
    private final boolean pruned;
    private Node[] order = new Node[16];
    private int count;
    private Node[] stack = new Node[16];
    private int height;
    private IdentityHashMap<Node, WalkNotes> side;
    private WalkMemory memory = WalkMemory.off();

    /** Whether nobody walks these nodes again, so that each releases its values when it has passed back. */
    private boolean releasing;

    /** If not all: the transform whose own nodes they are, and are over with it. */
    private Transform ending;

    private boolean completed;
    private Observer observer;

    /** Set when this walk no longer needs the nodes it claimed; their claim is void from then on. */
    private volatile boolean finished;

    private BackwardWalk(boolean pruned) {
        this.pruned = pruned;
        this.gradients = new GradientTable(pruned);
    }

    /** Whether a walk records. */
    public enum Recording {
        NO,
        YES,
        /** It does not, and each node gives up the values that its rule has read: there is no other walk. */
        RELEASING,
        /**
         * If the gradient depends on something that is not wanted - a variable, the argument of an enclosing transform:
         * somebody may differentiate with respect to that. For wanted nodes that were made for this walk: it need not
         * look below them.
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
    public static GradientTable run(
            Node output, Tensor upstream, Node[] wanted, Recording recording, Node... boundary) {
        return run(new Node[] {output}, new Tensor[] {upstream}, wanted, recording, null, boundary);
    }

    /**
     * The only walk of a transform over its tape, from several outputs at once. If it does not record, nodes that are
     * over with the transform release their values as it goes.
     */
    public static GradientTable run(
            Node[] outputs, Tensor[] upstreams, Node[] wanted, Recording recording, Transform ending) {
        return run(outputs, upstreams, wanted, recording, ending, new Node[0]);
    }

    private static GradientTable run(
            Node[] outputs,
            Tensor[] upstreams,
            Node[] wanted,
            Recording recording,
            Transform ending,
            Node... boundary) {
        BackwardWalk walk = new BackwardWalk(wanted.length > 0);
        Context context = Context.current();
        boolean before = context.recording;
        try {
            walk.limit(boundary);
            if (recording == Recording.IF_NEEDED) {
                walk.limit(wanted);
            }
            walk.sort(outputs);
            walk.mark(wanted);
            boolean record = recording == Recording.YES
                    || (recording == Recording.IF_NEEDED
                            && before
                            && (Arrays.stream(upstreams).anyMatch(Tensors::onTape) || walk.somethingElseIsBelow()));
            context.recording = record;
            walk.ending = ending;
            walk.releasing =
                    recording == Recording.RELEASING || (ending != null && !record && context.recorder == null);
            if (!record && context.recorder == null && context.planning == null) {
                walk.memory = WalkMemory.on();
            }
            if (context.observer != null) {
                walk.observer = context.observer;
                walk.observer.walking(outputs);
            }
            walk.passAllBack(outputs, upstreams);
            return walk.gradients;
        } finally {
            if (walk.observer != null) {
                walk.observer.walked(outputs);
            }
            walk.end();
            context.recording = before;
        }
    }

    /** The nodes below outputs, inputs before consumers. */
    public static List<Node> topologicalOrder(Node... outputs) {
        BackwardWalk walk = new BackwardWalk(false);
        try {
            walk.sort(outputs);
            return List.of(Arrays.copyOf(walk.order, walk.count));
        } finally {
            walk.end();
        }
    }

    /** Whether a node lies below an output, other than below some boundaries. */
    public static boolean reaches(Node output, Node node, Node... boundary) {
        BackwardWalk walk = new BackwardWalk(false);
        try {
            walk.limit(boundary);
            walk.sort(output);
            return walk.notes(node).ordered;
        } finally {
            walk.end();
        }
    }

    // ---- which nodes, in which order

    private void limit(Node[] nodes) {
        for (Node node : nodes) {
            if (node != null) {
                notes(node).boundary = true;
            }
        }
    }

    /** Topological order, inputs before consumers: depth-first, each node appended when all its inputs have been. */
    private void sort(Node... outputs) {
        for (Node output : outputs) {
            push(output);
        }
        while (height > 0) {
            Node node = stack[height - 1];
            WalkNotes notes = notes(node);
            if (notes.expanded) {
                height--;
                if (!notes.ordered) {
                    notes.ordered = true;
                    append(node);
                }
                continue;
            }
            notes.expanded = true;
            if (!notes.boundary) {
                node.visitInputs(this);
            }
        }
        stack = null;
    }

    /** Pushes an input of the current node, unless it is constant, over, or expanded already. */
    void visit(Node in) {
        if (in != null && in.isLive() && !isExpanded(in)) {
            push(in);
        }
    }

    /**
     * Whether a node is expanded: without claiming it. A claim is a fence, and the first look at a node is nearly
     * always a cache miss; so the misses of two inputs overlap, and the claim waits until the node is expanded.
     */
    private boolean isExpanded(Node node) {
        return node.owner == this ? node.expanded : side != null && notes(node).expanded;
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
            WalkNotes notes = notes(node);
            if (notes.ordered) { // else it does not lie below the output
                notes.wanted = true;
                notes.target = true;
            }
        }
        for (int k = 0; k < count && pruned; k++) {
            Node node = order[k];
            WalkNotes notes = notes(node);
            for (int i = 0; i < node.arity() && !notes.wanted && !notes.boundary; i++) {
                notes.wanted = wants(node.input(i));
            }
        }
    }

    private boolean somethingElseIsBelow() {
        for (int k = 0; k < count; k++) {
            Node node = order[k];
            WalkNotes notes = notes(node);
            boolean end = (notes.boundary || node instanceof Leaf) && node.isLive();
            boolean made = notes.target && node.arity() == 0; // for this walk, and nobody else knows of it
            if (node.carriesTape || (end && !made)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean wants(Node node) {
        return node != null && node.isLive() && (!pruned || notes(node).wanted);
    }

    // ---- the way back

    private void passAllBack(Node[] outputs, Tensor[] upstreams) {
        for (int i = 0; i < outputs.length; i++) {
            if (wants(outputs[i])) {
                deposit(outputs[i], upstreams[i]);
            }
        }
        for (int k = count - 1; k >= 0; k--) {
            int run = memory.isOn() && !wantsEachGate() ? ChunkedBackward.lengthOfRun(this, order, k) : 0;
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
        WalkNotes notes = notes(node);
        if (pruned ? notes.target : node instanceof Leaf) {
            arrived(node, notes.upstream);
        }
        if ((notes.upstream != null || notes.upstreams != null) && !notes.boundary) {
            memory.beforeRule();
            if (observer == null) {
                passBack(node, notes, this);
            } else {
                passBackObserved(node, notes);
            }
            memory.afterRule();
        }
        done(node, notes);
    }

    /** A node has passed back, and will not do so again in this walk. */
    private void done(Node node, WalkNotes notes) {
        release(notes);
        boolean over = releasing && (ending == null || node.within == ending);
        if (over && observer == null && !notes.boundary && !(node instanceof Leaf)) {
            node.release();
        }
    }

    private boolean wantsEachGate() {
        return observer != null && observer.wantsEachGate();
    }

    private void passBackObserved(Node node, WalkNotes notes) {
        Tensor[] upstream = notes.upstreams != null ? notes.upstreams : new Tensor[] {notes.upstream};
        observer.passing(node, 1, upstream);
        try {
            passBack(node, notes, new ObservedRoute(this, observer, node));
        } finally {
            observer.passed(node, 1);
        }
    }

    /** The same for a run of elementwise nodes, over large arrays. */
    private void passRun(int first, int length) {
        for (int k = 0; k < length; k++) {
            order[first - k].requireKept();
        }
        memory.beforeRule();
        if (observer != null) {
            observer.passing(order[first], length);
        }
        try {
            new ChunkedBackward(this, order, first, length).run();
        } finally {
            if (observer != null) {
                observer.passed(order[first], length);
            }
        }
        memory.afterRule();
        for (int k = 0; k < length; k++) {
            done(order[first - k], notes(order[first - k]));
        }
    }

    static void passBack(Node node, WalkNotes notes, Route route) {
        node.requireKept();
        try {
            node.passBack(notes, route);
        } catch (UndeclaredRead e) {
            throw RecordedAt.added(GateContract.undeclared(node, route, e), node);
        } catch (RuntimeException e) {
            throw RecordedAt.added(e, node);
        }
    }

    /** Notes the finished gradient of a target; null where no path carried one. */
    private void arrived(Node node, Tensor gradient) {
        gradients.put(node, gradient);
        if (gradient != null) {
            memory.hold(gradient);
        }
    }

    @Override
    public void send(Gate gate, int input, Node to, Tensor gradient) {
        if (gradient != null) {
            deposit(to, GateContract.fit(gate, input, gradient, to.shape));
        }
    }

    private void deposit(Node to, Tensor gradient) {
        WalkNotes notes = notes(to);
        notes.upstream = add(notes.upstream, gradient);
    }

    /** Replaces the gradient of a node by a sum that includes it. */
    void replace(Node node, Tensor sum) {
        WalkNotes notes = notes(node);
        memory.hold(sum);
        memory.release(notes.upstream);
        notes.upstream = sum;
    }

    @Override
    public void sendOutput(NaryNode to, int index, Tensor gradient) {
        WalkNotes notes = notes(to);
        if (notes.upstreams == null) {
            notes.upstreams = new Tensor[to.outputs()];
        }
        notes.upstreams[index] = add(notes.upstreams[index], gradient);
    }

    /** Several paths add up. */
    private Tensor add(Tensor soFar, Tensor gradient) {
        Tensor sum = soFar == null ? gradient : soFar.add(gradient);
        memory.hold(sum);
        memory.release(soFar);
        return sum;
    }

    private void release(WalkNotes notes) {
        memory.release(notes.upstream);
        if (notes.upstreams != null) {
            for (Tensor u : notes.upstreams) {
                memory.release(u);
            }
        }
        notes.upstream = null;
        notes.upstreams = null;
    }

    // ---- notes about nodes

    /** This walk's notes about a node. */
    WalkNotes notes(Node node) {
        BackwardWalk owner = node.owner;
        if (owner == this) {
            return node;
        }
        if (side != null) {
            WalkNotes notes = side.get(node);
            if (notes != null) {
                return notes;
            }
        }
        if ((owner == null || owner.finished) && OWNER.compareAndSet(node, owner, this)) {
            node.reset();
            return node;
        }
        if (side == null) {
            side = new IdentityHashMap<>();
        }
        WalkNotes notes = new WalkNotes();
        side.put(node, notes);
        return notes;
    }

    private void end() {
        for (int k = 0; k < count && !completed; k++) { // after an exception: leave nothing behind
            release(notes(order[k]));
        }
        memory.end(gradients.all());
        gradients = null; // the nodes go on pointing here until another walk claims them
        order = null;
        side = null;
        memory = null;
        finished = true;
    }
}
