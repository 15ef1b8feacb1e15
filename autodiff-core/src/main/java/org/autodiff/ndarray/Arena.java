package org.autodiff.ndarray;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers the storages that one thread makes within a scope - a training step, or a backward walk - so that those
 * nobody can see any more give their memory to the next ones. Fresh memory is what limits large elementwise work: it
 * has to be cleared by the JVM and comes cold from main memory.
 *
 * <p>Three owners keep a storage: the caller of a step, by returning it; a slot of a walk, by {@link Storage#holds};
 * and everything older than the scope, because it is not on the list.
 */
final class Arena {
    /** Below this many elements a fresh array is cheaper than a look-up. */
    private static final int SMALLEST_POOLED = 32;

    private static final ThreadLocal<Arena> CURRENT = new ThreadLocal<>();
    private static final ThreadLocal<SoftReference<Map<Integer, ArrayDeque<double[]>>>> KEPT = new ThreadLocal<>();

    private final List<Storage> live = new ArrayList<>();
    private final Arena outer;
    private int clock;
    private Map<Integer, ArrayDeque<double[]>> free = new HashMap<>();

    private Arena(Arena outer) {
        this.outer = outer;
    }

    static Arena current() {
        return CURRENT.get();
    }

    /** Opens a scope on this thread; what an earlier outermost step left is used first. */
    static Arena open() {
        Arena arena = new Arena(CURRENT.get());
        var kept = KEPT.get();
        var pool = kept == null ? null : kept.get();
        if (arena.outer != null) {
            arena.free = arena.outer.free;
        } else if (pool != null) {
            arena.free = pool;
            KEPT.remove();
        }
        CURRENT.set(arena);
        return arena;
    }

    /** A storage of {@code n} numbers; its contents are arbitrary. */
    static Storage allocate(int n) {
        Arena arena = CURRENT.get();
        return arena == null ? new Storage(new double[n]) : arena.take(n);
    }

    private Storage take(int n) {
        Storage storage = new Storage(null);
        ArrayDeque<double[]> list = n < SMALLEST_POOLED ? null : free.get(n);
        double[] data = list == null ? null : list.pollLast();
        storage.data = data == null ? new double[n] : data;
        storage.home = this;
        storage.birth = ++clock;
        live.add(storage);
        return storage;
    }

    /** A position in the list of what is live. */
    int mark() {
        return live.size();
    }

    int now() {
        return clock;
    }

    /** Recycles a storage that this scope made after a time, unless somebody holds it. */
    void releaseIfMadeSince(int time, Storage s) {
        if (s.holds == 0 && s.home == this && s.birth > time) {
            release(s);
        }
    }

    /** Recycles what was made since the mark and is held by no slot. */
    void releaseSince(int mark) {
        int kept = mark;
        for (int i = mark; i < live.size(); i++) {
            Storage s = live.get(i);
            if (s.holds > 0) {
                live.set(kept++, s);
            } else {
                release(s);
            }
        }
        live.subList(kept, live.size()).clear();
    }

    private void release(Storage s) {
        double[] data = s.data;
        if (s.version == Storage.RECYCLED) {
            return;
        }
        s.version = Storage.RECYCLED;
        s.data = null;
        if (data.length >= SMALLEST_POOLED) {
            free.computeIfAbsent(data.length, n -> new ArrayDeque<>()).addLast(data);
        }
    }

    /** Ends a step: recycles all that is not held; what is held lives on, in the outer scope if there is one. */
    void closeRecycling() {
        // What lay unused through the whole step is dropped, so that changing shapes cannot make the pool grow.
        if (outer == null) {
            free = new HashMap<>();
        }
        for (Storage s : live) {
            if (s.holds == 0) {
                release(s);
            }
        }
        close();
        if (outer == null) {
            KEPT.set(new SoftReference<>(free));
        }
    }

    /** Ends a scope that keeps what it made. */
    void close() {
        if (CURRENT.get() != this) {
            throw new IllegalStateException("scopes must be closed in reverse order, on the thread that opened them");
        }
        if (outer == null) {
            CURRENT.remove();
        } else {
            for (Storage s : live) {
                if (s.version != Storage.RECYCLED) {
                    outer.live.add(s);
                }
            }
            CURRENT.set(outer);
        }
    }
}
