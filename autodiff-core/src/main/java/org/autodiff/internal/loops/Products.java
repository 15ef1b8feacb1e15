package org.autodiff.internal.loops;

import org.autodiff.internal.kernel.Parallel;

/** Deals products of matrices to threads. */
public final class Products {
    private Products() {}

    /** Does a part for all of so many products, each of so many multiplications. */
    public static void deal(int n, long multiplications, Parallel.Part part) {
        Parallel.splitProducts(n, multiplications, part);
    }

    /**
     * Does a part for all of so many slices of one product, which begin at multiples of {@code unit}. Where they are
     * fewer than the threads, they are not dealt: then the product itself is.
     */
    public static void dealSlices(int n, int unit, long multiplications, Parallel.Part part) {
        if (n < Parallel.threads()) {
            part.run(0, n);
        } else {
            Parallel.splitProducts(n, unit, multiplications, part);
        }
    }
}
