package org.autodiff.stats;

import java.util.Objects;
import org.autodiff.Linalg;
import org.autodiff.Tensor;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.gates.linalg.Matrices;
import org.autodiff.internal.linalg.MatrixChecks;

/**
 * The Kalman filter: what is known of a hidden state that moves by {@code x' = f x + noise} and is seen as
 * {@code z = h x + noise} (R. Kalman, A new approach to linear filtering and prediction problems, J. Basic Engineering
 * 82, 1960). The log-likelihood of what was seen can be differentiated with respect to all of f, h and both
 * covariances: that is how they are fitted.
 *
 * <pre>{@code
 * Kalman.Belief belief = prior;
 * Tensor logLikelihood = Tensor.of(0);
 * for (Tensor z : seen) {
 *     Kalman.Update update = Kalman.step(belief, f, q, z, h, r);
 *     belief = update.belief();
 *     logLikelihood = logLikelihood.add(update.logLikelihood());
 * }
 * }</pre>
 *
 * <p>Axes before those that are named are batches: many filters at once. Of covariances only the symmetric part counts.
 */
public final class Kalman {
    private Kalman() {}

    /**
     * What is known of the state: a normal distribution.
     *
     * @param mean (..., n)
     * @param covariance (..., n, n)
     */
    public record Belief(Tensor mean, Tensor covariance) {
        /**
         * A distribution.
         *
         * @throws IllegalArgumentException if the shapes do not fit
         */
        public Belief {
            Objects.requireNonNull(mean, "kalman: the mean is null");
            requireCovariance("kalman: covariance", covariance, -1);
            Matrices.requireFinite("kalman: mean", Tensors.numbers(mean));
            if (mean.rank() == 0 || mean.shape().dim(-1) != covariance.shape().dim(-1)) {
                throw new IllegalArgumentException("kalman: mean " + mean.shape() + " and covariance "
                        + covariance.shape() + ": must agree in their last axis");
            }
        }
    }

    /**
     * What an observation says.
     *
     * @param belief about the state after it
     * @param innovation {@code z - h mean}: how far it was from what was expected
     * @param logLikelihood log-density of the observation, given those before
     */
    public record Update(Belief belief, Tensor innovation, Tensor logLikelihood) {}

    /**
     * The state moves: mean {@code f m}, covariance {@code f p f' + q}.
     *
     * @param f (n, n), or a batch: the motion
     * @param q (n, n), or a batch: the covariance of its noise
     */
    public static Belief predict(Belief belief, Tensor f, Tensor q) {
        Objects.requireNonNull(belief, "kalman.predict: the belief is null");
        int n = belief.mean.shape().dim(-1);
        MatrixChecks.requireMatrix("kalman.predict: motion", f);
        requireSize("kalman.predict: motion", f, n, n);
        requireCovariance("kalman.predict: noise", q, n);
        Tensor p = f.matmul(symmetric(belief.covariance)).matmul(f.transpose(-1, -2));
        return new Belief(times(f, belief.mean), p.add(symmetric(q)));
    }

    /**
     * The state is seen. With the gain {@code k = p h' (h p h' + r)^-1}: mean {@code m + k (z - h m)}, covariance
     * {@code (I - k h) p (I - k h)' + k r k'}, a form (Joseph's) that stays symmetric and positive whatever rounding
     * does.
     *
     * @param z (..., o): the observation
     * @param h (o, n), or a batch: how the state is seen
     * @param r (o, o), or a batch: the covariance of its noise
     * @throws IllegalArgumentException if shapes do not fit, or {@code h p h' + r} is not positive definite
     */
    public static Update update(Belief belief, Tensor z, Tensor h, Tensor r) {
        Objects.requireNonNull(belief, "kalman.update: the belief is null");
        Objects.requireNonNull(z, "kalman.update: the observation is null");
        if (z.rank() == 0) {
            throw new IllegalArgumentException("kalman.update: the observation is a scalar: must be a vector");
        }
        int n = belief.mean.shape().dim(-1);
        int o = z.shape().dim(-1);
        Matrices.requireFinite("kalman.update: observation", Tensors.numbers(z));
        MatrixChecks.requireMatrix("kalman.update: observation matrix", h);
        requireSize("kalman.update: observation matrix", h, o, n);
        requireCovariance("kalman.update: noise", r, o);
        Tensor p = symmetric(belief.covariance);
        Tensor hp = h.matmul(p);
        Tensor s = hp.matmul(h.transpose(-1, -2)).add(symmetric(r));
        Tensor innovation = z.sub(times(h, belief.mean));
        Tensor factor = Linalg.cholesky(s);
        Tensor gain = Estimation.choleskySolve(factor, hp).transpose(-1, -2);
        Tensor left = Tensor.eye(p.shape().dim(-1)).sub(gain.matmul(h));
        Tensor covariance = left.matmul(p)
                .matmul(left.transpose(-1, -2))
                .add(gain.matmul(symmetric(r)).matmul(gain.transpose(-1, -2)));
        Tensor mean = belief.mean.add(times(gain, innovation));
        return new Update(new Belief(mean, covariance), innovation, Estimation.normalLogDensity(innovation, factor));
    }

    /** {@link #predict} and {@link #update}. */
    public static Update step(Belief belief, Tensor f, Tensor q, Tensor z, Tensor h, Tensor r) {
        return update(predict(belief, f, q), z, h, r);
    }

    private static Tensor symmetric(Tensor a) {
        return a.add(a.transpose(-1, -2)).mul(0.5);
    }

    private static void requireSize(String what, Tensor a, int rows, int columns) {
        if (a.shape().dim(-2) != rows || a.shape().dim(-1) != columns) {
            throw new IllegalArgumentException(
                    what + " of shape " + a.shape() + ": must be (" + rows + ", " + columns + "), or a batch");
        }
    }

    /** What can be seen without factoring it: size (any for -1), and variances that are not negative. */
    private static void requireCovariance(String what, Tensor a, int n) {
        MatrixChecks.requireSquare(what, a);
        if (n >= 0) {
            requireSize(what, a, n, n);
        }
        int size = a.shape().dim(-1);
        if (ArrayAccess.isShapeOnly(Tensors.numbers(a))) {
            return; // in a plan
        }
        double[] x = ArrayAccess.data(Tensors.numbers(a));
        for (int i = 0; i < x.length; i++) {
            if (i / Math.max(1, size) % Math.max(1, size) == i % Math.max(1, size) && x[i] < 0) {
                throw new IllegalArgumentException(what + " has a negative variance, " + x[i] + ", at " + i % size);
            }
        }
    }

    /** A matrix times a vector, or each of a batch. */
    private static Tensor times(Tensor a, Tensor x) {
        return a.matmul(x.unsqueeze(-1)).squeeze(-1);
    }
}
