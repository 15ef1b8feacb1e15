package org.autodiff.nn;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * Sets random numbers to 0 in training (Srivastava et al., Dropout: a simple way to prevent neural networks from
 * overfitting, JMLR 2014). The others are divided by the probability of keeping a number, so that the mean stays the
 * same, and in evaluation nothing changes. In the classic form of that paper the others stay as they are in training,
 * and in evaluation everything is multiplied by that probability.
 *
 * <p>Each application in training draws a random number for each choice. The generator is the one that was passed in,
 * not a copy; its state is part of the {@link #state} of the model, as {@code rng}.
 */
public final class Dropout extends Layer {
    private enum Form {
        INVERTED,
        CLASSIC,
        CHANNELS
    }

    private final Form form;
    private final double probability;
    private final Rng rng;

    private Dropout(Form form, double probability, Rng rng) {
        Check.probability("dropout: probability", probability);
        this.form = form;
        this.probability = probability;
        this.rng = generator("rng", Objects.requireNonNull(rng, "dropout: rng is null"));
    }

    /**
     * Drops each number independently, and scales the others in training.
     *
     * @param probability of dropping, in [0, 1], as in PyTorch; 0 drops nothing, 1 everything
     * @param rng where the choices come from
     * @throws IllegalArgumentException if the probability is outside of [0, 1]
     */
    public static Dropout of(double probability, Rng rng) {
        return new Dropout(Form.INVERTED, probability, rng);
    }

    /**
     * The same, given the probability of keeping a number, which some books call p.
     *
     * @throws IllegalArgumentException if the probability is outside of [0, 1]
     */
    public static Dropout keeping(double probability, Rng rng) {
        Check.probability("dropout: probability of keeping", probability);
        return of(1 - probability, rng);
    }

    /**
     * Drops each number independently, and scales all of them in evaluation.
     *
     * @param probability of dropping, in [0, 1]
     * @throws IllegalArgumentException if the probability is outside of [0, 1]
     */
    public static Dropout classic(double probability, Rng rng) {
        return new Dropout(Form.CLASSIC, probability, rng);
    }

    /**
     * Drops whole channels, and scales in training: PyTorch's {@code Dropout1d} and {@code Dropout2d} of a batch
     * {@code (n, channels, ...)}, with at least one axis after the channels. Neighbouring pixels are so alike that
     * dropping single ones has little effect (Tompson et al. 2015).
     *
     * @param probability of dropping, in [0, 1]
     * @throws IllegalArgumentException if the probability is outside of [0, 1]
     */
    public static Dropout ofChannels(double probability, Rng rng) {
        return new Dropout(Form.CHANNELS, probability, rng);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape shape = x.shape();
        require(form != Form.CHANNELS || shape.rank() >= 3, "(n, channels, ...) with at least 3 axes", shape);
        double keep = 1 - probability;
        if (!isTraining()) {
            return form == Form.CLASSIC ? x.mul(keep) : x;
        }
        Tensor kept = Tensor.of(rng.uniform(choices(shape), 0, 1)).greaterEqual(probability);
        Tensor y = kept.broadcastTo(shape).chain(x); // chain: what is dropped is 0, even an infinity
        return form == Form.CLASSIC || keep == 0 ? y : y.mul(1 / keep);
    }

    private Shape choices(Shape shape) {
        if (form != Form.CHANNELS) {
            return shape;
        }
        int[] ones = new int[shape.rank() - 2];
        Arrays.fill(ones, 1);
        return shape.dropLast(ones.length).concat(Shape.of(ones));
    }

    @Override
    protected String describe() {
        return switch (form) {
            case INVERTED -> "Dropout(" + probability + ")";
            case CLASSIC -> "Dropout(" + probability + ", classic)";
            case CHANNELS -> "Dropout(" + probability + ", channels)";
        };
    }
}
