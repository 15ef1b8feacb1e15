package org.autodiff.internal.engine;

import org.autodiff.Tensor;
import org.autodiff.internal.Memory;

/**
 * The memory of one backward walk that records nothing: temporaries of the rules, and gradients that every consumer has
 * seen, are recycled at once, so the walk keeps to a few arrays that stay in the caches. An array is kept while a note
 * or a result points to it; rules share arrays freely (an addition hands its upstream to both inputs), so this is
 * counted.
 */
final class WalkMemory {
    /** Where the thread's arrays are made; null if nothing is recycled. */
    private Memory.Scope scope;

    /** The scope, if it was opened for this walk. */
    private final Memory.Scope own;

    private final int start;
    private int mark;

    private WalkMemory(Memory.Scope scope, Memory.Scope own) {
        this.scope = scope;
        this.own = own;
        this.start = scope == null ? 0 : scope.now();
    }

    /** For a walk that records, or is recorded: everything it makes may be seen. */
    static WalkMemory off() {
        return new WalkMemory(null, null);
    }

    static WalkMemory on() {
        Memory.Scope outer = Memory.currentScope();
        Memory.Scope own = outer == null ? Memory.openScope(false) : null;
        return new WalkMemory(outer == null ? own : outer, own);
    }

    /** False for a walk that records, and once a gradient with a level has come by. */
    boolean isOn() {
        return scope != null;
    }

    void beforeRule() {
        mark = scope == null ? 0 : scope.now();
    }

    /** Recycles what the rule made and no note holds. */
    void afterRule() {
        if (scope != null) {
            scope.recycleSince(mark);
        }
    }

    void hold(Tensor gradient) {
        if (scope != null) {
            scope.hold(gradient.value);
            if (gradient.level != null) {
                scope = null; // uses of tangents and batches are not counted, so recycle nothing from here on
            }
        }
    }

    /**
     * A note of a gradient is given up. If this walk made it, and no other note or result shares it, its memory is
     * free.
     */
    void release(Tensor gradient) {
        if (scope != null && gradient != null) {
            scope.release(gradient.value);
            scope.recycleIfMadeSince(start, gradient.value);
        }
    }

    /** The walk is over: its results belong to the caller. */
    void end(Iterable<Tensor> results) {
        if (own != null) {
            own.close();
        } else if (scope != null) {
            for (Tensor g : results) {
                if (g != null) {
                    scope.release(g.value);
                }
            }
        }
    }
}
