package org.autodiff.gradcheck;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.autodiff.Rng;
import org.autodiff.ndarray.Shape;

/** What is looked at where there is too much to look at everything. */
final class Sampling {
    private Sampling() {}

    /** Weights of random signs and sizes from 1/2 to 3/2, so that in a weighted sum nothing counts for nothing. */
    static double[] weights(Shape shape, Rng rng) {
        double[] w = rng.uniform(shape, -1, 1).toArray();
        Arrays.setAll(w, i -> w[i] + Math.copySign(0.5, w[i]));
        return w;
    }

    /** Elements at random; but up to one half of them where the claim is not zero, which may be few. */
    static int[] elements(double[] claims, int most, Rng rng) {
        int[] random = rng.permutation(claims.length);
        IntStream moving = Arrays.stream(random).filter(i -> claims[i] != 0).limit((most + 1) / 2);
        return IntStream.concat(moving, Arrays.stream(random))
                .distinct()
                .limit(most)
                .sorted()
                .toArray();
    }
}
