package org.autodiff.nn.block;

import org.autodiff.Rng;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.conv.Conv2d;
import org.autodiff.nn.conv.ConvOptions;
import org.autodiff.nn.norm.BatchNorm2d;
import org.autodiff.options.Window2d;

/**
 * The convolutions and the shortcut that residual blocks are made of. A batch normalisation follows each convolution,
 * so they have no bias.
 */
final class BlockParts {
    private static final ConvOptions OPTIONS = new ConvOptions().bias(false);

    private BlockParts() {}

    static Conv2d threeByThree(int in, int out, int stride, Rng rng) {
        return Conv2d.of(in, out, Window2d.of(3, 3).padding(1, 1).stride(stride, stride), OPTIONS, rng);
    }

    static Conv2d oneByOne(int in, int out, int stride, Rng rng) {
        return Conv2d.of(in, out, Window2d.of(1, 1).stride(stride, stride), OPTIONS, rng);
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
