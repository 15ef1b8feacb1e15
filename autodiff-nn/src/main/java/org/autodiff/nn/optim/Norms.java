package org.autodiff.nn.optim;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.nn.internal.Check;
import org.autodiff.options.PNorm;

/** Norms of gradients, as clipping uses them. */
final class Norms {
    /** What PyTorch adds to a norm before it divides by it. */
    private static final double EPSILON = 1e-6;

    private Norms() {}

    static void require(double maxNorm, PNorm p) {
        Check.notNegative("clipping: maxNorm", maxNorm);
        if (Objects.requireNonNull(p, "clipping: p is null").p() < 1) {
            throw new IllegalArgumentException("clipping: p must be at least 1, got " + p.p());
        }
    }

    static List<Tensor> each(List<Tensor> gradients, PNorm p) {
        // the norm of no elements is not defined for an infinite p
        return gradients.stream()
                .map(g -> g.size() == 0 ? Tensor.of(0) : g.norm(p))
                .toList();
    }

    /** Whether no number is infinite or NaN. */
    static boolean areFinite(Tensor t) {
        return InPlace.isFinite(t);
    }

    /** The p-norm of all numbers from the p-norms of their groups. */
    static Tensor ofNorms(List<Tensor> norms, PNorm p) {
        return norms.isEmpty()
                ? Tensor.of(0)
                : Tensor.stack(0, norms.toArray(Tensor[]::new)).norm(p);
    }

    static Tensor total(List<Tensor> gradients, PNorm p) {
        return ofNorms(each(gradients, p), p);
    }

    static Tensor share(Tensor norm, double maxNorm) {
        return Tensor.of(maxNorm).div(norm.add(EPSILON)).clampMax(1);
    }

    static List<Tensor> scaled(List<Tensor> gradients, List<Tensor> norms, double maxNorm) {
        return IntStream.range(0, gradients.size())
                .mapToObj(i -> gradients.get(i).mul(share(norms.get(i), maxNorm)))
                .toList();
    }
}
