package org.autodiff.nn.block;

import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;
import org.autodiff.nn.PyTorchLayout;
import org.autodiff.nn.conv.Conv2d;
import org.autodiff.nn.norm.BatchNorm2d;

/**
 * The block of the deeper residual networks (He et al., Deep residual learning for image recognition, CVPR 2016, figure
 * 5, right): a 1 x 1 convolution that reduces the channels, a 3 x 3 one, and a 1 x 1 one that makes {@value #EXPANSION}
 * times as many channels, each with batch normalisation, and a shortcut around them:
 *
 * <pre>{@code
 * y = relu(norm3(conv3(relu(norm2(conv2(relu(norm1(conv1(x))))))) + shortcut(x))
 * }</pre>
 *
 * <p>{@code (n, in, rows, columns) -> (n, 4 width, rows / stride, columns / stride)}, rounded up. The stride is that of
 * {@code conv2}, as in torchvision; in the paper it is that of {@code conv1}, which loses more of the picture. The
 * shortcut is x itself if the shape stays the same, and a 1 x 1 convolution with batch normalisation otherwise.
 * Convolutions have no bias, since a normalisation follows.
 */
public final class Bottleneck extends Layer {
    /** The channels of the value, as a multiple of the width. */
    public static final int EXPANSION = 4;

    private final int in;
    private final int width;
    private final int stride;
    private final Conv2d conv1;
    private final BatchNorm2d norm1;
    private final Conv2d conv2;
    private final BatchNorm2d norm2;
    private final Conv2d conv3;
    private final BatchNorm2d norm3;
    private final Layer shortcut; // null: the identity

    private Bottleneck(int in, int width, int stride, Rng rng) {
        BlockParts.require("bottleneck", in, width, stride);
        this.in = in;
        this.width = width;
        this.stride = stride;
        if (width > Integer.MAX_VALUE / EXPANSION) {
            throw new IllegalArgumentException(
                    "bottleneck: " + EXPANSION + " times width " + width + ": more than 2^31 - 1 channels");
        }
        int out = EXPANSION * width;
        conv1 = child("conv1", BlockParts.oneByOne(in, width, 1, rng));
        norm1 = child("norm1", BatchNorm2d.of(width));
        conv2 = child("conv2", BlockParts.threeByThree(width, width, stride, rng));
        norm2 = child("norm2", BatchNorm2d.of(width));
        conv3 = child("conv3", BlockParts.oneByOne(width, out, 1, rng));
        norm3 = child("norm3", BatchNorm2d.of(out));
        Layer projection = BlockParts.shortcut(in, out, stride, rng);
        shortcut = projection == null ? null : child("shortcut", projection);
    }

    /**
     * A block.
     *
     * @param in channels of its argument; a quarter of them is the width that keeps the shape
     * @param width channels of the 3 x 3 convolution
     * @param stride in rows and columns
     * @param rng where the weights come from
     * @throws IllegalArgumentException if one is not positive
     */
    public static Bottleneck of(int in, int width, int stride, Rng rng) {
        return new Bottleneck(in, width, stride, rng);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape shape = x.shape();
        require(shape.rank() == 4 && shape.dim(1) == in, "(n, " + in + ", rows, columns)", shape);
        Tensor y = norm1.apply(conv1.apply(x)).relu();
        y = norm2.apply(conv2.apply(y)).relu();
        y = norm3.apply(conv3.apply(y));
        return y.add(shortcut == null ? x : shortcut.apply(x)).relu();
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        layout.child("conv1", "conv1")
                .child("bn1", "norm1")
                .child("conv2", "conv2")
                .child("bn2", "norm2")
                .child("conv3", "conv3")
                .child("bn3", "norm3")
                .child("downsample", "shortcut");
    }

    @Override
    protected String describe() {
        String sizes = in + " -> " + width + " -> " + EXPANSION * width;
        return "Bottleneck(" + sizes + (stride == 1 ? ")" : ", stride " + stride + ")");
    }
}
