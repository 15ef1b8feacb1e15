package org.autodiff.internal.gates.conv;

/** Groups of elements of an axis of n, in which each group is every {@link #step}-th element from a first to an end. */
public sealed interface AxisWindows permits Sliding, AxisWindows.Adaptive {
    /**
     * How many groups there are.
     *
     * @param operation what the message names
     * @throws IllegalArgumentException if they do not fit the axis
     */
    int count(String operation, int n);

    /** The first element of the {@code i}-th group. */
    int first(int i, int n);

    /** The end of the {@code i}-th group, exclusive; not beyond the first, if the group is empty. */
    int end(int i, int n);

    /** How far apart the elements of a group are. */
    int step();

    /**
     * Refuses an axis of which a group has no element: there is no largest and no mean of none.
     *
     * @throws IllegalArgumentException if there is such a group
     */
    void requireElements(String operation, int n);

    /** So many neighbouring groups of nearly equal size; where n is no multiple, they overlap. */
    record Adaptive(int count) implements AxisWindows {
        @Override
        public int count(String operation, int n) {
            return count;
        }

        @Override
        public int first(int i, int n) {
            return (int) ((long) i * n / count);
        }

        @Override
        public int end(int i, int n) {
            return (int) (((i + 1L) * n + count - 1) / count);
        }

        @Override
        public int step() {
            return 1;
        }

        @Override
        public void requireElements(String operation, int n) {
            if (n == 0 && count > 0) {
                throw new IllegalArgumentException(operation + ": " + count + " places on an axis without elements");
            }
        }
    }
}
