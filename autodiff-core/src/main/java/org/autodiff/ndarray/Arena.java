package org.autodiff.ndarray;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.internal.PerThread;
import org.autodiff.internal.Raw;

/**
 * Remembers the storages that one thread makes within a scope - a training step, or a backward walk - so that those
 * nobody can see any more give their memory to the next ones. Fresh memory is what limits large elementwise work: it
 * has to be cleared by the JVM and comes cold from main memory.
 *
 * <p>Three owners keep a storage: the caller of a step, by returning it; a slot of a walk, by {@link Storage#holds};
 * and everything older than the scope, because it is not on the list.
 */
final class Arena implements Raw.Scope {
    /** Below this many elements a fresh array is cheaper than a look-up: these are left to the garbage collector. */
    private static final int SMALLEST_POOLED = 128;

    /** What a thread has: its innermost scope, if any, and the arrays that its last step left. */
    private static final class Memory {
        Arena current;
        SoftReference<Map<Integer, ArrayDeque<double[]>>> kept;
    }

    private static final PerThread<Memory> MEMORY = new PerThread<>(Memory::new);

    private List<Storage> live = new ArrayList<>();
    private final Memory thread;
    private Arena outer;

    /**
     * Shared by all the small arrays of a step, which become stale together at its end; null outside of steps. One of them
     * escapes by leaving it.
     */
    private final Storage small;

    /** Arrays that this step has recycled so far. */
    private Map<Integer, ArrayDeque<double[]>> free;

    /** Arrays that the last step left. What this one does not use of them is dropped: the pool cannot grow. */
    private Map<Integer, ArrayDeque<double[]>> left;

    private int clock;

    private Arena(Memory thread, boolean step) {
        this.thread = thread;
        this.outer = thread.current;
        this.free = outer == null ? new HashMap<>() : outer.free;
        SoftReference<Map<Integer, ArrayDeque<double[]>>> kept = step ? thread.kept : null;
        Map<Integer, ArrayDeque<double[]>> pool = kept == null ? null : kept.get();
        this.left = outer != null ? outer.left : pool != null ? pool : Map.of();
        Storage around = outer == null ? null : outer.small;
        this.small = step ? new Storage() : around;
        if (step) {
            live.add(small);
        }
    }

    static Arena current() {
        return MEMORY.get().current;
    }

    /** Opens a scope on this thread. */
    static Arena open(boolean step) {
        Memory thread = MEMORY.get();
        return thread.current = new Arena(thread, step);
    }

    /** An array with arbitrary contents. */
    static NdArray allocate(Shape shape) {
        int n = shape.size();
        Arena arena = MEMORY.get().current;
        if (arena == null) {
            return new NdArray(shape, new double[n], null);
        }
        if (n < SMALLEST_POOLED) {
            return new NdArray(shape, new double[n], arena.small);
        }
        Storage storage = arena.take(n);
        return new NdArray(shape, storage.data, storage);
    }

    private Storage take(int n) {
        double[] data = poll(free.get(n));
        data = data == null ? poll(left.get(n)) : data;
        Storage storage = new Storage();
        storage.data = data == null ? new double[n] : data;
        storage.home = this;
        storage.birth = ++clock;
        live.add(storage);
        return storage;
    }

    private static double[] poll(ArrayDeque<double[]> list) {
        return list == null ? null : list.pollLast();
    }

    // Only what this scope made is counted: it alone is recycled here, and no other thread writes its counts.

    @Override
    public void hold(NdArray array) {
        Storage s = array.storage();
        if (s != null && s.home == this) {
            s.holds++;
        }
    }

    @Override
    public void letGo(NdArray array) {
        Storage s = array.storage();
        if (s != null && s.home == this) {
            s.holds--;
        }
    }

    @Override
    public int mark() {
        return live.size();
    }

    @Override
    public void releaseSince(int mark) {
        int kept = mark;
        for (int i = mark; i < live.size(); i++) {
            Storage s = live.get(i);
            if (s.holds > 0) {
                live.set(kept++, s);
            } else {
                release(s);
            }
        }
        for (int i = live.size() - 1; i >= kept; i--) {
            live.remove(i);
        }
    }

    @Override
    public int now() {
        return clock;
    }

    @Override
    public void releaseIfMadeSince(int time, NdArray array) {
        Storage s = array.storage();
        if (s != null && s.holds == 0 && s.home == this && s.birth > time) {
            release(s);
        }
    }

    private void release(Storage s) {
        if (s.version == Storage.RECYCLED) {
            return;
        }
        double[] data = s.data;
        s.version = Storage.RECYCLED;
        s.data = null;
        if (data != null) {
            free.computeIfAbsent(data.length, n -> new ArrayDeque<>()).addLast(data);
        }
    }

    @Override
    public void recycleExcept(List<NdArray> escaping) {
        escaping.forEach(this::hold);
        for (Storage s : live) {
            if (s.holds == 0) {
                release(s);
            }
        }
        escaping.forEach(this::letGo);
        for (NdArray array : escaping) {
            if (array.storage() == small) {
                array.escapeTo(outer == null ? null : outer.small);
            }
        }
        if (outer == null) {
            thread.kept = new SoftReference<>(free);
        }
        keepAll();
    }

    @Override
    public void keepAll() {
        if (MEMORY.get().current != this) {
            throw new IllegalStateException("scopes must be closed in reverse order, on the thread that opened them");
        }
        if (outer != null) {
            for (Storage s : live) {
                if (s.version != Storage.RECYCLED) {
                    outer.adopt(s);
                }
            }
        }
        thread.current = outer;
        // What lives on points here, and must not keep the scratch memory of the whole scope.
        live = null;
        free = null;
        left = null;
        outer = null;
    }

    private void adopt(Storage s) {
        s.home = this;
        s.birth = ++clock;
        live.add(s);
    }
}
