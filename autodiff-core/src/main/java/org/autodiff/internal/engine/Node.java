package org.autodiff.internal.engine;

import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * One entry of the tape: which gate made a value, and from which nodes. It points to the nodes of its inputs, not to
 * their values; of those it keeps only what the gate's backward rule reads. So an entry lives as long as somebody holds
 * a tensor computed from it, and a value no longer than it is needed.
 */
public abstract sealed class Node extends WalkNotes
        permits Leaf, UnaryNode, BinaryNode, NaryNode, OutputNode, Unrecorded {
    /**
     * Which value of a gate: input {@code i} is {@code i}, output {@code k} is {@code ~k}. This is its first
     * output.
     */
    public static final int OUTPUT = ~0;

    /** Another value that a gate keeps, neither input nor output. */
    static final int STATE = Integer.MAX_VALUE;

    /** Is told of each value that a node keeps. */
    interface Keeper {
        void keeps(Tensor kept, int which);
    }

    /** The shape of the value, and so of its gradient. */
    public final Shape shape;

    /** Whether a walk has released the values that its rule reads. */
    private boolean released;

    /**
     * Whether an input carries a tangent that is itself on the tape, outside of the forward-mode call: then so does the
     * gradient that will come from here.
     */
    boolean carriesTape;

    /**
     * The outermost transform whose argument lies below; null if a variable of the program does. When it is over,
     * nobody can ask for a gradient that would come through here.
     */
    final Transform within;

    Node(Shape shape, Transform within) {
        this.shape = shape;
        this.within = within;
    }

    /** Whether reverse mode reaches more through the level of an input: a tangent, a batch. */
    public boolean carriesTape() {
        return carriesTape;
    }

    /** Whether a gradient that comes through here can still reach what somebody asks for. */
    public boolean isLive() {
        return Transform.isLive(within);
    }

    /** The gate, or null for a leaf. */
    public abstract Gate gate();

    /** How many inputs the gate has, including those that need no gradient. */
    public abstract int arity();

    /** The node of an input; null where the input needs no gradient. */
    public abstract Node input(int i);

    /** What an observer had this node keep; null if there was none. */
    public Trace trace() {
        return null;
    }

    /** Where the program did this; null if nobody noted it. */
    public final Site site() {
        Trace trace = trace();
        return trace == null ? null : trace.site();
    }

    /** A value as it was kept for the backward rule, or an observer; null if it was not. See {@link #OUTPUT}. */
    public Tensor kept(int which) {
        return null;
    }

    /** What a tape shows of an input that has no node here: a scalar's number, else the shape. */
    public String constant(int i) {
        throw new IndexOutOfBoundsException(i); // most nodes have none
    }

    /**
     * Hands each input to {@link BackwardWalk#visit}, the last one first: what is visited last comes first off the
     * stack.
     */
    abstract void visitInputs(BackwardWalk walk);

    /** Sends the upstream gradient through the gate's backward rule, on to the nodes of the inputs. */
    abstract void passBack(WalkNotes notes, Route route);

    /**
     * Whether its rule treats each element for itself, and all arrays that it reads have this shape or are one number.
     */
    boolean isElementwise() {
        return false;
    }

    /** Whether a value that a rule reads, if it reads it, carries no tangent. */
    static boolean isPlain(Tensor kept) {
        return kept == null || kept.level == null;
    }

    /** Tells what it keeps for its rule. */
    void kept(Keeper keeper) {}

    /** Gives up what it keeps for its rule, which has run for the last time. */
    void release() {
        released = true;
    }

    /** Refuses to pass back once more what has been given up. */
    void requireKept() {
        if (released) {
            throw new IllegalStateException("backward: the values that " + gate().name() + " needs were released by an"
                    + " earlier backward (RELEASING): compute the loss again, or use UNRECORDED where there is to be"
                    + " another one");
        }
    }

    /** The number of a constant scalar, for whoever prints the tape; NaN in a plan. */
    static double scalar(NdArray value) {
        return ArrayAccess.isShapeOnly(value) ? Double.NaN : value.item();
    }

    static void tell(Keeper keeper, Tensor kept, int which) {
        if (kept != null) {
            keeper.keeps(kept, which);
        }
    }

    /** Hands the output to the node, which keeps it if its backward rule reads it. */
    void keepOutput(Tensor y) {}
}
