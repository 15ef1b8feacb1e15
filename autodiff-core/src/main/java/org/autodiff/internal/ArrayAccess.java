package org.autodiff.internal;

import java.util.function.Function;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * The way from core's gates and engine to the numbers of an {@link NdArray}, which shows them to nobody else. The
 * array's package installs the other side (the JDK does the same with its shared secrets), so that its public face
 * stays small and the element type can change without touching a rule.
 */
public final class ArrayAccess {
    private static ArrayBackDoor access;

    static {
        try {
            // By name, and only from here: two classes that start each other could deadlock on two threads.
            Class.forName(NdArray.class.getPackageName() + ".BackDoor");
        } catch (ClassNotFoundException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private ArrayAccess() {}

    /** Called once, by the array's class. */
    public static void install(ArrayBackDoor implementation) {
        access = implementation;
    }

    static ArrayBackDoor backDoor() {
        return access;
    }

    /** The numbers themselves: to be read only, or written only between {@link Memory#allocate} and first use. */
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

    /** Lets an array be written by a gate, or no longer. */
    public static void beingComputed(NdArray array, boolean open) {
        access.beingComputed(array, open);
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

    /**
     * The same with values that the caller writes: the memory to write, whole, is that of the array it gives. Until
     * then that has the old values, or, if they were handed out, zeros.
     */
    public static NdArray rewrite(NdArray owned) {
        return access.rewrite(owned);
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

    /** An array that has a shape only, in a plan; reading it throws. */
    public static NdArray shapeOnly(Shape shape) {
        return access.shapeOnly(shape);
    }

    public static boolean isShapeOnly(NdArray array) {
        return access.isShapeOnly(array);
    }

    /** The same for arrays that share their numbers. */
    public static Object identity(NdArray array) {
        return access.identity(array);
    }
}
