package org.autodiff.ndarray;

import java.util.Arrays;

/**
 * A switch for tests: memory with arbitrary contents gets contents that show when they are read. Arrays that a gate is
 * to overwrite are nearly always zero otherwise, in small tests at least, so one that forgets an element would pass.
 */
final class Garbage {
    private static boolean on;
    private static double value;

    private Garbage() {}

    /** From now on, on all threads. */
    static void fillWith(double garbage) {
        value = garbage;
        on = true;
    }

    static void off() {
        on = false;
    }

    static boolean isOn() {
        return on;
    }

    static void into(double[] array) {
        if (on) {
            Arrays.fill(array, value);
        }
    }
}
