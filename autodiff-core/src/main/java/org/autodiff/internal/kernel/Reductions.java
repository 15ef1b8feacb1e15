package org.autodiff.internal.kernel;

/**
 * The order in which sums are added up, the same for every implementation, vector width and thread count.
 *
 * <p>A run is cut into chunks of {@link #CHUNK} elements. Within a chunk, virtual lane j of {@link #LANES} adds up the
 * elements j, j + 8, j + 16 ... from 0.0, and {@link #fold} adds the lanes; chunks are added pairwise, by halving the
 * number of chunks. A lane thus makes at most 128 additions, the fold 3 and the pairs ceil(log2(chunks)): with Higham,
 * <i>Accuracy and Stability of Numerical Algorithms</i>, section 4.2, this is the error bound in {@link Kernels#sum}.
 */
final class Reductions {

    /** Eight lanes are one vector of 512 bits, two of 256 or four of 128. */
    static final int LANES = 8;

    /** A multiple of {@link #LANES}, large enough to hide the fold and small enough for a small error. */
    static final int CHUNK = 1024;

    private Reductions() {}

    /** Adds eight lanes as a tree: first those four apart, as two halves of a vector are added. */
    static double fold(double l0, double l1, double l2, double l3, double l4, double l5, double l6, double l7) {
        return ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7));
    }

    /** Where to cut a run of {@code n > CHUNK} elements in two: after half of its chunks. */
    static int cut(int n) {
        int chunks = (n - 1) / CHUNK + 1;
        return chunks / 2 * CHUNK;
    }
}
