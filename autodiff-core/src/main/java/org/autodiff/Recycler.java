package org.autodiff;

import org.autodiff.internal.Raw;

/**
 * The memory of one backward walk that records nothing: temporaries of the rules, and gradients that every consumer has
 * seen, are recycled at once, so the walk keeps to a few arrays that stay in the caches. An array is kept while a slot
 * or a result points to it; rules share arrays freely (an addition hands its upstream to both inputs), so this is
 * counted.
 */
final class Recycler {
    /** Where the thread's arrays are made; null if nothing is recycled. */
    private Raw.Scope scope;

    /** The scope, if it was opened for this walk. */
    private final Raw.Scope own;

    private final int start;
    private int mark;

    private Recycler(Raw.Scope scope, Raw.Scope own) {
        this.scope = scope;
        this.own = own;
        this.start = scope == null ? 0 : scope.now();
    }

    /** For a walk that records, or is recorded: everything it makes may be seen. */
    static Recycler off() {
        return new Recycler(null, null);
    }

    static Recycler on() {
        Raw.Scope outer = Raw.currentScope();
        Raw.Scope own = outer == null ? Raw.openScope(false) : null;
        return new Recycler(outer == null ? own : outer, own);
    }

    /** False for a walk that records, and once a gradient with a tangent has come by. */
    boolean isOn() {
        return scope != null;
    }

    void beforeRule() {
        mark = scope == null ? 0 : scope.now();
    }

    /** Recycles what the rule made and no slot holds. */
    void afterRule() {
        if (scope != null) {
            scope.releaseSince(mark);
        }
    }

    void hold(Tensor gradient) {
        if (scope != null) {
            scope.hold(gradient.value);
            if (gradient.dual != null) {
                scope = null; // a tangent is shared in ways that nobody counts: from here on, recycle nothing
            }
        }
    }

    /**
     * A slot lets go of a gradient. If this walk made it, and no other slot or result shares it, its memory is free.
     */
    void drop(Tensor gradient) {
        if (scope != null && gradient != null) {
            scope.letGo(gradient.value);
            scope.releaseIfMadeSince(start, gradient.value);
        }
    }

    /** The walk is over: its results belong to the caller. */
    void end(Iterable<Tensor> results) {
        if (own != null) {
            own.keepAll();
        } else if (scope != null) {
            for (Tensor g : results) {
                if (g != null) {
                    scope.letGo(g.value);
                }
            }
        }
    }
}
