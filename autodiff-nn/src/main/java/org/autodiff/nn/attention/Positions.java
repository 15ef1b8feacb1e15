package org.autodiff.nn.attention;

/** Checks that the encodings of positions share. */
final class Positions {
    private Positions() {}

    static void requireLength(String who, int maxLength) {
        if (maxLength < 1) {
            throw new IllegalArgumentException(who + ": the maximum length must be positive, got " + maxLength);
        }
    }

    static String expected(int size, int maxLength) {
        return "(..., length, " + size + ") with length <= " + maxLength;
    }
}
