package org.autodiff.internal;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Where the engine's arrays are made, and when their memory is used again. An array that a program makes of its own
 * numbers is not made here, and not recycled.
 */
public final class Memory {
    private Memory() {}

    /** A stretch of one thread's work whose arrays may be recycled. */
    public interface Scope {
        /** Counts one more owner of an array, if it was made inside. */
        void hold(NdArray array);

        /** Counts one owner less. */
        void release(NdArray array);

        /** A time, for {@link #recycleSince} and {@link #recycleIfMadeSince}. */
        int now();

        /** Recycles what was made inside after a time, except what is held. */
        void recycleSince(int time);

        /** Recycles an array at once, if it was made inside after a time and nothing holds it. */
        void recycleIfMadeSince(int time, NdArray array);

        /** Whether this array was made inside and will be gone at the end, unless it escapes. */
        boolean willRecycle(NdArray array);

        /** Ends the scope; all arrays made inside live on. */
        void close();

        /** Ends the scope; arrays made inside are recycled, but for those that escape. */
        void closeRecycling(List<NdArray> escaping);
    }

    /** An array with arbitrary contents, to be overwritten whole. */
    public static NdArray allocate(Shape shape) {
        return ArrayAccess.backDoor().allocate(shape);
    }

    /**
     * The same number everywhere, in an array of the engine: unlike a constant that a program makes, it is recycled.
     */
    public static NdArray full(Shape shape, double value) {
        NdArray array = allocate(shape);
        Arrays.fill(ArrayAccess.data(array), value);
        return array;
    }

    /** All zeros, in an array of the engine. */
    public static NdArray zeros(Shape shape) {
        return full(shape, 0);
    }

    /** A copy, in an array of the engine. */
    public static NdArray copy(NdArray array) {
        NdArray copy = allocate(array.shape());
        array.copyTo(ArrayAccess.data(copy), 0);
        return copy;
    }

    /** Opens a scope on this thread, for a step (whose arrays will all be recycled) or a walk. */
    public static Scope openScope(boolean step) {
        return ArrayAccess.backDoor().openScope(step);
    }

    /** The innermost scope that is open on this thread, or null. */
    public static Scope currentScope() {
        return ArrayAccess.backDoor().currentScope();
    }

    /** Does work whose arrays belong to nobody's scope: code of the program that may keep what it makes. */
    public static <T> T unscoped(Supplier<T> work) {
        return ArrayAccess.backDoor().unscoped(work);
    }
}
