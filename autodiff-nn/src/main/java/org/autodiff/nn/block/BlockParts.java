package org.autodiff.nn.block;

import org.autodiff.Rng;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.conv.Conv2d;
import org.autodiff.nn.norm.BatchNorm2d;

/**
 * The convolutions and the shortcut that residual blocks are made of. A batch normalisation follows each convolution,
 * so they have no bias.
 */
final class BlockParts {
    private BlockParts() {}

    static Conv2d threeByThree(int in, int out, int stride, Rng rng) {
        return Conv2d.builder(in, out, 3).stride(stride).padding(1).bias(false).build(rng);
    }

    static Conv2d oneByOne(int in, int out, int stride, Rng rng) {
        return Conv2d.builder(in, out, 1).stride(stride).bias(false).build(rng);
    }

    /**
     * The shortcut around a block: null, which means the identity, where the shape stays the same; otherwise a
     * projection (option B of He et al. 2016).
     */
    static Sequential shortcut(int in, int out, int stride, Rng rng) {
        return in == out && stride == 1 ? null : Sequential.of(oneByOne(in, out, stride, rng), BatchNorm2d.of(out));
    }

    static void require(String block, int in, int out, int stride) {
        if (in < 1 || out < 1 || stride < 1) {
            throw new IllegalArgumentException(
                    block + ": channels and stride must be positive, got " + in + " -> " + out + ", stride " + stride);
        }
    }
}
