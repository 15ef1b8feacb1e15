package org.autodiff.internal.engine;

import org.autodiff.gate.Gate;
import org.autodiff.ndarray.Shape;

/** A tensor that nobody computed, and whose gradient is wanted. */
public final class Leaf extends Node {
    /** Null for a variable without a name; changes only by {@link Parameter#rename}. */
    public String name;

    /** The parameter that this leaf belongs to; null for any other variable. */
    public TensorState parameter;

    /**
     * Where the gradients that were computed last hold that of this leaf: a hint, written by any thread; see
     * {@code Gradients}.
     */
    public int index;

    /** A variable of the program. */
    public Leaf(String name, Shape shape) {
        this(name, shape, null);
    }

    /** An argument of a transform, whose gradient nobody can ask for once that is over. */
    Leaf(String name, Shape shape, Transform transform) {
        super(shape, transform);
        this.name = name;
    }

    @Override
    void visitInputs(BackwardWalk walk) {
        // It has none.
    }

    @Override
    public Gate gate() {
        return null;
    }

    @Override
    public int arity() {
        return 0;
    }

    @Override
    public Node input(int i) {
        throw new IndexOutOfBoundsException(i);
    }

    @Override
    void passBack(WalkNotes notes, Route route) {
        // The walk has noted the gradient already.
    }

    /** Its name: arrays that it owns put it into their messages. */
    @Override
    public String toString() {
        return name == null ? "variable" : name;
    }
}
