package org.autodiff.nn.norm;

import org.autodiff.nn.Layer;
import org.autodiff.nn.internal.Check;

/**
 * The options of batch normalisations, under PyTorch's names. By default eps is 1e-5 and the momentum 0.1; there are
 * weight and bias, and running statistics.
 *
 * @param <B> the builder itself
 */
public abstract class BatchNormBuilder<B extends BatchNormBuilder<B>> {
    private final String name;
    final int channels;
    double eps = 1e-5;
    double momentum = 0.1;
    boolean cumulative;
    boolean affine = true;
    boolean trackRunningStats = true;

    BatchNormBuilder(String name, int channels) {
        if (channels < 1) {
            throw new IllegalArgumentException(name + ": needs at least one channel, got " + channels);
        }
        this.name = name;
        this.channels = channels;
    }

    abstract B self();

    /** The layer. */
    public abstract Layer build();

    /**
     * What is added to the variance; 1e-5 by default.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public final B eps(double value) {
        Check.notNegative(name + ": eps", value);
        eps = value;
        return self();
    }

    /**
     * The weight of a new batch in the running statistics; 0.1 by default.
     *
     * @throws IllegalArgumentException if it is not in [0, 1]
     */
    public final B momentum(double value) {
        Check.probability(name + ": momentum", value);
        momentum = value;
        cumulative = false;
        return self();
    }

    /** Makes the running statistics the plain mean over all batches: PyTorch's {@code momentum=None}. */
    public final B cumulative() {
        cumulative = true;
        return self();
    }

    /** Whether there is a weight and a bias; true by default. */
    public final B affine(boolean learned) {
        affine = learned;
        return self();
    }

    /**
     * Whether there are running statistics; true by default. Without them, evaluation uses those of the batch, too.
     */
    public final B trackRunningStats(boolean tracked) {
        trackRunningStats = tracked;
        return self();
    }
}
