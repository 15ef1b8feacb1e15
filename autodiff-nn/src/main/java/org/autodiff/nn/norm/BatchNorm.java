package org.autodiff.nn.norm;

import org.autodiff.NoGrad;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Buffer;
import org.autodiff.nn.Layer;
import org.autodiff.nn.PyTorchLayout;

/** Batch normalisation, but for the check of the argument's shape. */
abstract class BatchNorm extends Layer {
    private final int channels;
    private final double eps;
    private final double momentum;
    private final boolean cumulative;
    private final boolean affine;
    private final Affine scaleAndShift;
    private final Buffer runningMean; // this and the next one null: not tracked
    private final Buffer runningVar;
    private final Buffer batches; // null: not needed

    BatchNorm(BatchNormBuilder<?> options) {
        channels = options.channels;
        eps = options.eps;
        momentum = options.momentum;
        cumulative = options.cumulative;
        affine = options.affine;
        Shape each = Shape.of(channels);
        scaleAndShift = Affine.of(this::parameter, each, affine, affine);
        boolean tracked = options.trackRunningStats;
        runningMean = tracked ? buffer("runningMean", NdArray.zeros(each)) : null;
        runningVar = tracked ? buffer("runningVar", NdArray.full(each, 1)) : null;
        batches = tracked && cumulative ? buffer("batches", NdArray.of(0)) : null;
    }

    final int channels() {
        return channels;
    }

    /** Normalises each channel, along axis 1; the shape has been checked. */
    final Tensor normalise(Tensor x) {
        Shape shape = x.shape();
        Shape alongAxis1 = Channels.along(1, channels, shape.rank());
        if (!isTraining() && runningMean != null) {
            Tensor mean = runningMean.value().reshape(alongAxis1);
            Tensor var = runningVar.value().reshape(alongAxis1);
            Tensor known = var.maskedFill(var.isInfinite(), Double.NaN); // a result of 0 would hide the overflow
            return scaleAndShift.of(x.sub(mean).mul(known.add(eps).rsqrt()), alongAxis1);
        }
        int n = shape.size() / channels;
        require(n > 1, "more than one value for each channel", shape);
        int[] axes = Channels.allBut(1, shape.rank());
        Tensor centred = x.centre(axes);
        RootMeanSquare divided = RootMeanSquare.of(centred, eps, axes);
        if (isTraining() && runningMean != null) {
            // the mean is the difference that centring made at any element, free of the rounding of a long sum
            Tensor mean = first(x.detach(), axes).sub(first(centred.detach(), axes));
            update(mean, divided.meanSquare().mul(n / (n - 1.0))); // the unbiased estimate, as in PyTorch
        }
        return scaleAndShift.of(divided.quotient(), alongAxis1);
    }

    private static Tensor first(Tensor x, int[] axes) {
        Tensor y = x;
        for (int axis : axes) {
            y = y.narrow(axis, 0, 1);
        }
        return y;
    }

    @SuppressWarnings("try") // the scope acts by being open
    private void update(Tensor mean, Tensor var) {
        try (NoGrad scope = NoGrad.open()) {
            Tensor share = Tensor.of(momentum);
            if (batches != null) {
                Tensor count = batches.value().add(1);
                batches.assign(count);
                share = count.reciprocal();
            }
            blend(runningMean, mean, share);
            blend(runningVar, var, share);
        }
    }

    private static void blend(Buffer running, Tensor batch, Tensor share) {
        Tensor old = running.value();
        running.assign(
                old.mul(share.neg().add(1)).add(batch.reshape(old.shape()).mul(share)));
    }

    @Override
    protected final void pytorch(PyTorchLayout layout) {
        layout.same("weight", "weight")
                .same("bias", "bias")
                .same("running_mean", "runningMean")
                .same("running_var", "runningVar")
                .same("num_batches_tracked", "batches");
        if (runningMean != null && batches == null) {
            layout.constant("num_batches_tracked", NdArray.of(0)); // which only a cumulative mean depends on
        }
    }

    @Override
    protected final String describe() {
        StringBuilder text =
                new StringBuilder(getClass().getSimpleName()).append('(').append(channels);
        if (eps != 1e-5) {
            text.append(", eps ").append(eps);
        }
        if (cumulative) {
            text.append(", cumulative");
        } else if (momentum != 0.1) {
            text.append(", momentum ").append(momentum);
        }
        text.append(affine ? "" : ", not affine").append(runningMean != null ? "" : ", not tracked");
        return text.append(')').toString();
    }
}
