package org.autodiff.internal.kernel;

/**
 * Ways along an axis of an array, side by side, for scans: each element waits for the one before it, but the ways do
 * not wait for each other, so a processor works on several at once.
 *
 * @param first where the first way begins
 * @param step from an element to the next one of its way
 * @param steps how many elements each way has
 * @param side from a way to the next one
 * @param count how many ways there are
 */
public record Tracks(int first, int step, int steps, int side, int count) {
    /** Where the {@code n}-th element of the first way is. */
    int at(int n) {
        return first + n * step;
    }
}
