package org.autodiff.internal;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * The back door from core's gates and engine to the numbers and the memory of an {@link NdArray}, which shows neither
 * to the world. The array's package installs the other side (the JDK does the same with its shared secrets), so that
 * its public face stays small and the element type can change without touching a rule.
 */
public final class Raw {
    private static Access access;

    static {
        try {
            // By name, and only from here: two classes that start each other could deadlock on two threads.
            Class.forName(NdArray.class.getPackageName() + ".RawAccess");
        } catch (ClassNotFoundException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Raw() {}

    /** What {@code org.autodiff.ndarray} implements. */
    public interface Access {
        double[] data(NdArray array);

        <T> T memo(NdArray array, Class<T> type, Function<NdArray, T> f);

        NdArray allocate(Shape shape);

        void beingComputed(NdArray array, boolean open);

        NdArray owned(Object owner, NdArray initial);

        NdArray overwrite(NdArray owned, NdArray values);

        boolean isThere(NdArray array);

        boolean isOwned(NdArray array);

        NdArray handOut(NdArray array);

        NdArray watched(NdArray array, Runnable onFirstRead);

        NdArray unwatched(NdArray array);

        NdArray unread(Shape shape, int which);

        void requireDeclared(NdArray array);

        NdArray oneOfBatch(Shape shape);

        Scope openScope(boolean step);

        Scope currentScope();
    }

    /** Numbers were read that are not there: the walk, which knows the gate, says whose mistake it is. */
    public static final class UndeclaredRead extends IllegalStateException {
        private static final long serialVersionUID = 1;

        private final int which;

        /** Of input {@code which}, or of output {@code ~which} if that is negative. */
        public UndeclaredRead(int which) {
            super("a backward rule handed on " + value(which) + ", which the reads() of its gate does not declare");
            this.which = which;
        }

        public boolean isOutput() {
            return which < 0;
        }

        /** Which input or output. */
        public int position() {
            return isOutput() ? ~which : which;
        }

        /** The value in words: {@code input 1}. */
        public String value() {
            return value(which);
        }

        private static String value(int which) {
            return which < 0 ? "output " + ~which : "input " + which;
        }
    }

    /** A stretch of one thread's work whose arrays may be recycled. */
    public interface Scope {
        /** Counts one more owner of an array, if it was made inside. */
        void hold(NdArray array);

        /** Counts one owner less. */
        void letGo(NdArray array);

        /** A time, for {@link #releaseSince} and {@link #releaseIfMadeSince}. */
        int now();

        /** Recycles what was made inside after a time, except what is held. */
        void releaseSince(int time);

        /** Recycles an array at once, if it was made inside after a time and nothing holds it. */
        void releaseIfMadeSince(int time, NdArray array);

        /** Whether this array was made inside and will be gone at the end, unless it escapes. */
        boolean willRecycle(NdArray array);

        /** Ends the scope; all arrays made inside live on. */
        void keepAll();

        /** Ends the scope; arrays made inside are recycled, but for those that escape. */
        void recycleExcept(List<NdArray> escaping);
    }

    /** Called once, by the array's class. */
    public static void install(Access implementation) {
        access = implementation;
    }

    /** The numbers themselves: to be read only, or written only between {@link #allocate} and first use. */
    public static double[] data(NdArray array) {
        return access.data(array);
    }

    /**
     * What a function makes of an array, computed once and kept beside its numbers: the LU factors that solve, inv, det
     * and their backward rules share. Of each array only the last such thing is kept. The result must be immutable.
     */
    public static <T> T memo(NdArray array, Class<T> type, Function<NdArray, T> f) {
        return access.memo(array, type, f);
    }

    /** An array with arbitrary contents, to be overwritten whole. */
    public static NdArray allocate(Shape shape) {
        return access.allocate(shape);
    }

    /** Lets an array be written by a gate, or no longer. */
    public static void beingComputed(NdArray array, boolean open) {
        access.beingComputed(array, open);
    }

    /**
     * The same number everywhere, in an array of the engine: unlike a constant that a program makes, it is recycled.
     */
    public static NdArray full(Shape shape, double value) {
        NdArray array = allocate(shape);
        Arrays.fill(data(array), value);
        return array;
    }

    /** All zeros, in an array of the engine. */
    public static NdArray zeros(Shape shape) {
        return full(shape, 0);
    }

    /** A copy, in an array of the engine. */
    public static NdArray copy(NdArray array) {
        NdArray copy = allocate(array.shape());
        array.copyTo(data(copy), 0);
        return copy;
    }

    /** A copy in a storage of its own, that only {@link #overwrite} writes. */
    public static NdArray owned(Object owner, NdArray initial) {
        return access.owned(owner, initial);
    }

    /**
     * Writes new values over an owned array, in place unless it was handed out; every array that saw the old ones is
     * stale from now on, except those that {@link #handOut} gave.
     */
    public static NdArray overwrite(NdArray owned, NdArray values) {
        return access.overwrite(owned, values);
    }

    /** Whether the numbers of an array can be read. */
    public static boolean isThere(NdArray array) {
        return access.isThere(array);
    }

    /** Whether an array is the value of a parameter, which {@link #overwrite} will change. */
    public static boolean isOwned(NdArray array) {
        return access.isOwned(array);
    }

    /** An array whose numbers the program may keep: itself, or for an owned one, one that nobody will overwrite. */
    public static NdArray handOut(NdArray array) {
        return access.handOut(array);
    }

    /** The same numbers for the program, in an array that tells when it first reads them. */
    public static NdArray watched(NdArray array, Runnable onFirstRead) {
        return access.watched(array, onFirstRead);
    }

    /** The same numbers for the engine: its reading is not told. */
    public static NdArray unwatched(NdArray array) {
        return access.unwatched(array);
    }

    /** An array that has a shape only, in place of an input or output; reading it throws an {@link UndeclaredRead}. */
    public static NdArray unread(Shape shape, int which) {
        return access.unread(shape, which);
    }

    /** Throws an {@link UndeclaredRead} if an array has a shape only because no rule declared that it reads it. */
    public static void requireDeclared(NdArray array) {
        access.requireDeclared(array);
    }

    /** An array that has a shape only, as one example of a batch has; reading it throws. */
    public static NdArray oneOfBatch(Shape shape) {
        return access.oneOfBatch(shape);
    }

    /** Opens a scope on this thread, for a step (whose arrays will all be recycled) or a walk. */
    public static Scope openScope(boolean step) {
        return access.openScope(step);
    }

    /** The innermost scope that is open on this thread, or null. */
    public static Scope currentScope() {
        return access.currentScope();
    }
}
