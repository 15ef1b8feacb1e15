package org.autodiff.ndarray;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.autodiff.internal.Memory;
import org.autodiff.internal.PerThread;

/**
 * Remembers the storages that one thread makes within a scope - a training step, or a backward walk - so that those
 * nobody can see any more give their memory to the next ones. Fresh memory is what limits large elementwise work: it
 * has to be cleared by the JVM and comes cold from main memory.
 *
 * <p>Three owners keep a storage: the caller of a step, by returning it; a note of a walk, by {@link Storage#holds};
 * and everything older than the scope, because it is not on the list. The list keeps no memory alive: an array that the
 * program drops before the end of the scope is garbage at once, as it would be without a scope.
 */
final class Arena implements Memory.Scope {
    /** Below this many elements a fresh array is cheaper than a look-up: these are left to the garbage collector. */
    private static final int SMALLEST_POOLED = 128;

    /** So many storages are listed before the list is looked through for dead ones. */
    private static final int FEW = 1024;

    /** What a thread has: its innermost scope, if any, and the arrays that its last step left. */
    private static final class ThreadMemory {
        Arena current;
        Pool kept = new Pool();
    }

    private static final PerThread<ThreadMemory> MEMORY = new PerThread<>(ThreadMemory::new);

    /** In the order in which they were made. */
    private List<Storage> live = new ArrayList<>();

    private int limit = FEW;
    private ThreadMemory thread;
    private Arena outer;

    /**
     * Shared by all the small arrays of a step, which become stale together at its end; null outside of steps. One of
     * them escapes by leaving it.
     */
    private final Storage small;

    /** Arrays that this step has recycled so far. */
    private Pool free;

    /** Arrays that the last step left. What this one does not use of them is dropped: the pool cannot grow. */
    private Pool left;

    private int clock;

    private Arena(ThreadMemory thread, boolean step) {
        this.thread = thread;
        this.outer = thread.current;
        this.free = outer == null ? new Pool() : outer.free;
        this.left = outer != null ? outer.left : step ? thread.kept : new Pool();
        Storage around = outer == null ? null : outer.small;
        this.small = step ? new Storage(null) : around;
        if (step) {
            live.add(small);
        }
    }

    static Arena current() {
        return MEMORY.get().current;
    }

    /** Opens a scope on this thread. */
    static Arena open(boolean step) {
        ThreadMemory thread = MEMORY.get();
        return thread.current = new Arena(thread, step);
    }

    /** Does work as if no scope were open. */
    static <T> T unscoped(Supplier<T> work) {
        ThreadMemory thread = MEMORY.get();
        Arena current = thread.current;
        thread.current = null;
        try {
            return work.get();
        } finally {
            thread.current = current;
        }
    }

    /** An array with arbitrary contents. */
    static NdArray allocate(Shape shape) {
        int n = shape.size();
        Arena arena = MEMORY.get().current;
        NdArray array;
        if (arena == null || n < (Garbage.isOn() ? 1 : SMALLEST_POOLED)) {
            array = new NdArray(shape, new double[n], arena == null ? null : arena.small);
        } else {
            double[] data = arena.memory(n);
            array = new NdArray(shape, data, arena.list(data));
        }
        Garbage.into(array.data());
        return array;
    }

    private double[] memory(int n) {
        double[] data = free.poll(n);
        data = data == null ? left.poll(n) : data;
        return data == null ? new double[n] : data;
    }

    private Storage list(double[] data) {
        if (live.size() >= limit) {
            live.removeIf(s -> s != small && (s.version == Storage.RECYCLED || s.refersTo(null)));
            limit = Math.max(FEW, 2 * live.size());
        }
        Storage storage = new Storage(data);
        adopt(storage);
        return storage;
    }

    private void adopt(Storage s) {
        s.home = this;
        s.birth = ++clock;
        live.add(s);
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
    public void release(NdArray array) {
        Storage s = array.storage();
        if (s != null && s.home == this) {
            s.holds--;
        }
    }

    @Override
    public int now() {
        return clock;
    }

    @Override
    public void recycleSince(int time) {
        int first = live.size();
        while (first > 0 && live.get(first - 1).birth > time) {
            first--;
        }
        int kept = first;
        for (int i = first; i < live.size(); i++) {
            Storage s = live.get(i);
            if (s.holds > 0) {
                live.set(kept++, s);
            } else {
                recycle(s);
            }
        }
        for (int i = live.size() - 1; i >= kept; i--) {
            live.remove(i);
        }
    }

    @Override
    public void recycleIfMadeSince(int time, NdArray array) {
        Storage s = array.storage();
        if (s != null && s.holds == 0 && s.home == this && s.birth > time) {
            recycle(s);
        }
    }

    private void recycle(Storage s) {
        if (s.version == Storage.RECYCLED) {
            return;
        }
        double[] data = s.get();
        s.version = Storage.RECYCLED;
        s.clear();
        if (data != null) {
            Garbage.into(data);
            free.add(data);
        }
    }

    @Override
    public boolean willRecycle(NdArray array) {
        Storage s = array.storage();
        return s != null && (s == small || s.home == this) && s.version != Storage.RECYCLED;
    }

    @Override
    public void closeRecycling(List<NdArray> escaping) {
        escaping.forEach(this::hold);
        for (Storage s : live) {
            if (s.holds == 0) {
                recycle(s);
            }
        }
        escaping.forEach(this::release);
        for (NdArray array : escaping) {
            if (array.storage() == small) {
                array.escapeTo(outer == null ? null : outer.small);
            }
        }
        if (outer == null) {
            thread.kept = free;
        }
        close();
    }

    @Override
    public void close() {
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
        // What lives on points here, and must not keep the scratch memory of the whole scope, nor that of its thread.
        thread = null;
        live = null;
        free = null;
        left = null;
        outer = null;
    }
}
