package org.autodiff.nn.block;

import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;
import org.autodiff.nn.PyTorchLayout;
import org.autodiff.nn.conv.Conv2d;
import org.autodiff.nn.norm.BatchNorm2d;

/**
 * The block of the shallower residual networks (He et al., Deep residual learning for image recognition, CVPR 2016,
 * figure 5, left): two 3 x 3 convolutions, each with batch normalisation, and a shortcut around them:
 *
 * <pre>{@code
 * y = relu(norm2(conv2(relu(norm1(conv1(x))))) + shortcut(x))
 * }</pre>
 *
 * <p>{@code (n, in, rows, columns) -> (n, out, rows / stride, columns / stride)}, rounded up. The stride is that of
 * {@code conv1}. The shortcut is x itself if the shape stays the same, and a 1 x 1 convolution with batch normalisation
 * otherwise. Convolutions have no bias, since a normalisation follows.
 */
public final class BasicBlock extends Layer {
    private final int in;
    private final int out;
    private final int stride;
    private final Conv2d conv1;
    private final BatchNorm2d norm1;
    private final Conv2d conv2;
    private final BatchNorm2d norm2;
    private final Layer shortcut; // null: the identity

    private BasicBlock(int in, int out, int stride, Rng rng) {
        BlockParts.require("basicBlock", in, out, stride);
        this.in = in;
        this.out = out;
        this.stride = stride;
        conv1 = child("conv1", BlockParts.threeByThree(in, out, stride, rng));
        norm1 = child("norm1", BatchNorm2d.of(out));
        conv2 = child("conv2", BlockParts.threeByThree(out, out, 1, rng));
        norm2 = child("norm2", BatchNorm2d.of(out));
        Layer projection = BlockParts.shortcut(in, out, stride, rng);
        shortcut = projection == null ? null : child("shortcut", projection);
    }

    /** A block that keeps the shape. */
    public static BasicBlock of(int channels, Rng rng) {
        return of(channels, channels, 1, rng);
    }

    /**
     * A block.
     *
     * @param in channels of its argument
     * @param out channels of its value
     * @param stride in rows and columns
     * @param rng where the weights come from
     * @throws IllegalArgumentException if one is not positive
     */
    public static BasicBlock of(int in, int out, int stride, Rng rng) {
        return new BasicBlock(in, out, stride, rng);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape shape = x.shape();
        require(shape.rank() == 4 && shape.dim(1) == in, "(n, " + in + ", rows, columns)", shape);
        Tensor y = norm1.apply(conv1.apply(x)).relu();
        y = norm2.apply(conv2.apply(y));
        return y.add(shortcut == null ? x : shortcut.apply(x)).relu();
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        layout.child("conv1", "conv1")
                .child("bn1", "norm1")
                .child("conv2", "conv2")
                .child("bn2", "norm2")
                .child("downsample", "shortcut");
    }

    @Override
    protected String describe() {
        return "BasicBlock(" + in + " -> " + out + (stride == 1 ? ")" : ", stride " + stride + ")");
    }
}
