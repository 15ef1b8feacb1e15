package org.autodiff.internal.engine;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.autodiff.Tensor;
import org.autodiff.internal.Memory;
import org.autodiff.internal.PerThread;

/**
 * The state of one thread: whether it records, and what. Beside it there is only the scope in which memory is recycled;
 * no other state is ambient, and neither crosses threads.
 */
public final class Context {
    private static final PerThread<Context> CURRENT = new PerThread<>(Context::new);

    /** Whether gates make nodes: not within {@code NoGrad}, nor while walking backward unless asked. */
    public boolean recording = true;

    /** Whether forward-mode tangents are carried along: not within {@code NoGrad}. */
    public boolean tangents = true;

    /** The innermost transform that is running, or null. */
    public Transform transform;

    /** Who is told that the program takes the numbers out of a tensor, or null. */
    public Consumer<Tensor> whenTaken;

    /** What stands for parameters in the innermost call that gives them other values, or null. */
    Substitution substitution;

    /** Where {@code Tape.record} collects every gate, or null; set by {@link #record} only. */
    public TapeRecorder recorder;

    /** The plan that is being made, for which no number is computed; or null. */
    Planning planning;

    /** The run of a function that will be, or is being, run again; or null. */
    public Enclosure enclosure;

    /** The innermost stretch of work whose assignments are taken back, or null. */
    Trial trial;

    /** The innermost stretch of work without a history; or null. */
    Isolation isolation;

    /** Who looks on, for {@link #observer}: on this thread, and on all of them. */
    private Observer own;

    /** Whether this thread does a part of what those who look on at all threads see as one thing. */
    private boolean inside;

    private static Observer ofAll;
    private static final Set<Context> ALL = Collections.newSetFromMap(new WeakHashMap<>());

    /** Whoever looks on, or null. */
    Observer observer;

    /** Whether there is a recorder, an observer or a plan: one question for each gate. */
    private boolean watched;

    /** Before the first thread does anything: whatever measures wants to know of it. */
    private static final class Measuring {
        static {
            try { // by name: it knows the engine, and the engine does not need it
                Class.forName("org.autodiff.internal.profile.Profile")
                        .getMethod("install")
                        .invoke(null);
            } catch (ReflectiveOperationException e) {
                // A runtime without it, such as a native image, measures nothing.
            }
        }

        static void begin() {}
    }

    private Context() {
        Measuring.begin();
        synchronized (ALL) {
            ALL.add(this);
            observedBy(ofAll);
        }
    }

    /** Whether gates must take the general way. */
    boolean isWatched() {
        return watched;
    }

    /**
     * Whether an operation computes numbers here and does nothing else: nobody records or looks on, no transform runs,
     * nothing stands for a parameter, and what is assigned stays.
     */
    public boolean isPlain() {
        return !watched && transform == null && substitution == null && enclosure == null && trial == null;
    }

    /** Has a recorder collect every gate from here on; null for none. */
    public synchronized void record(TapeRecorder into) {
        recorder = into;
        watch();
    }

    /** Has shapes computed in place of numbers from here on; null for numbers again. */
    synchronized void plan(Planning shapes) {
        planning = shapes;
        watch();
    }

    /** Synchronised, since another thread may begin to measure while this one begins to record. */
    private synchronized void observedBy(Observer all) {
        observer = Observer.both(own, inside ? null : all);
        watch();
    }

    private void watch() {
        watched = recorder != null || observer != null || planning != null;
    }

    /** Whoever looks on at this thread, or null. */
    public Observer observer() {
        return observer;
    }

    /** Who looks on at this thread only, or null. */
    public Observer ownObserver() {
        return own;
    }

    /** Has somebody look on at this thread, in place of whoever did; null for nobody. */
    public void observe(Observer observer) {
        synchronized (ALL) {
            own = observer;
            observedBy(ofAll);
        }
    }

    /** Has somebody look on at all threads, beside their own observers; null for nobody. They notice before long. */
    public static void observeAll(Observer observer) {
        synchronized (ALL) {
            ofAll = observer;
            ALL.forEach(context -> context.observedBy(observer));
        }
    }

    /**
     * Runs a part of what is being observed on the thread that began it; this may be another one. Nobody looks on here:
     * neither those who see the whole already, nor an observer of this thread's own, whose business it is not.
     */
    void unobserved(Runnable part) {
        if (observer == null) {
            part.run();
            return;
        }
        Observer ownBefore = own;
        boolean insideBefore = inside;
        inside = true;
        observe(null);
        try {
            part.run();
        } finally {
            inside = insideBefore;
            observe(ownBefore);
        }
    }

    /**
     * Runs what the recorder notes as one step - a gate, a random draw, an external source - without noting the
     * operations inside: a replay runs the whole again.
     */
    public <T> T unrecorded(Supplier<T> step) {
        TapeRecorder recording = recorder;
        record(null);
        try {
            return step.get();
        } finally {
            record(recording);
        }
    }

    /**
     * Runs code of the program in the middle of something else - a gate that is computed, a walk - as if it were called
     * by itself: it records, and no recorder sees it. Its arrays belong to no scope, so it may keep them.
     */
    public static <T> T byItself(Supplier<T> code) {
        Context context = current();
        return context.differentiable(() -> Memory.unscoped(() -> context.unrecorded(code)));
    }

    /** Runs code that makes a tape and carries tangents along, also within {@code NoGrad} or a walk. */
    public <T> T differentiable(Supplier<T> code) {
        boolean recordingBefore = recording;
        boolean tangentsBefore = tangents;
        recording = true;
        tangents = true;
        try {
            return code.get();
        } finally {
            recording = recordingBefore;
            tangents = tangentsBefore;
        }
    }

    public static Context current() {
        return CURRENT.get();
    }
}
