package org.autodiff.nn.loss;

import java.util.Objects;
import java.util.Optional;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/** Checks of tensors that the losses share. */
final class Targets {
    private Targets() {}

    /**
     * Requires equal shapes: broadcasting (8, 1) against (8) would compare every prediction with every target, and
     * learn nonsense.
     */
    static void requireSameShape(String loss, Tensor prediction, Tensor target) {
        requireSameShape(loss, "prediction", prediction, "target", target);
    }

    static void requireSameShape(String loss, String nameA, Tensor a, String nameB, Tensor b) {
        Objects.requireNonNull(a, () -> loss + ": " + nameA + " is null");
        Objects.requireNonNull(b, () -> loss + ": " + nameB + " is null");
        requireSameShape(loss, nameA, a.shape(), nameB, b.shape());
    }

    static void requireSameShape(String loss, String nameA, Shape a, String nameB, Shape b) {
        if (!a.equals(b)) {
            throw new IllegalArgumentException(loss + ": " + nameA + " of shape " + a + " and " + nameB + " of shape "
                    + b + ": must be the same, losses do not broadcast");
        }
    }

    /** The shape without its last axis. */
    static Shape withoutLast(String loss, String name, Tensor x, String what) {
        Objects.requireNonNull(x, () -> loss + ": " + name + " are null");
        Shape shape = x.shape();
        if (shape.isScalar() || shape.dim(-1) == 0) {
            throw new IllegalArgumentException(
                    loss + ": " + name + " need a last axis with the " + what + ", at least one, got shape " + shape);
        }
        return shape.dropLast(1);
    }

    /** The argument, unless it is null. */
    static Optional<Tensor> given(String what, Tensor option) {
        return Optional.of(Objects.requireNonNull(option, () -> what + " is null"));
    }

    /** Checks weights, which may be absent, and may have a shape that broadcasts. */
    static void requireBroadcasts(String loss, String name, Optional<Tensor> weight, Shape shape) {
        if (weight.isPresent() && !weight.get().shape().broadcastsTo(shape)) {
            throw new IllegalArgumentException(loss + ": " + name + " of shape "
                    + weight.get().shape() + " for losses of shape " + shape + ": must broadcast to it");
        }
    }

    static void requireClassWeights(String loss, Optional<Tensor> weight, int classes) {
        Shape expected = Shape.of(classes);
        if (weight.isPresent() && !weight.get().shape().equals(expected)) {
            throw new IllegalArgumentException(loss + ": weight of shape "
                    + weight.get().shape() + ": must be " + expected + ", a number for each class");
        }
    }

    /** Weighted losses; a weight of 0 removes a loss even if it is infinite or NaN. */
    static Tensor weigh(Optional<Tensor> weight, Tensor losses) {
        return weight.isPresent() ? weight.get().chain(losses) : losses;
    }

    // The numbers of targets are checked by masks, through which no gradient flows; but not those of one example of a
    // batch within a mapped function, which nobody can read.

    static void requireSigns(String loss, Tensor target) {
        Tensor t = target.detach();
        requireAll(t.square().equalTo(1), loss, "target", t, "must be +1 or -1");
    }

    static void requireProbabilities(String loss, String name, Tensor p) {
        Tensor x = p.detach();
        requireAll(x.clamp(0, 1).equalTo(x), loss, name, x, "must be in [0, 1]");
    }

    static void requireNotNegative(String loss, String name, Tensor target) {
        Tensor t = target.detach();
        requireAll(t.greaterEqual(0), loss, name, t, "must be at least 0");
    }

    private static void requireAll(Tensor mask, String loss, String name, Tensor values, String rule) {
        if (mask.hasNumbers() && mask.all().item() == 0) {
            double first =
                    values.maskedSelect(mask.not()).reshape(-1).select(0, 0).item();
            throw new IllegalArgumentException(loss + ": " + name + " " + rule + ", got " + first);
        }
    }
}
