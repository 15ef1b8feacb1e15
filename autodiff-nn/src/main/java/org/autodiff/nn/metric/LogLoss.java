package org.autodiff.nn.metric;

import org.autodiff.Tensor;

/**
 * The mean of {@code -log p}, where p is the probability that is given to the true class of a sample: the
 * cross-entropy, at least 0. Unlike the accuracy it tells a sure mistake from a narrow one.
 *
 * <p>Predictions are of shape {@code (..., classes)} for labels of shape {@code (...)}; or they are one number for each
 * label, 0 or 1, and belong to class 1.
 */
public final class LogLoss extends ErrorMean {
    private static final double LEAST = Math.ulp(1.0);
    private static final double ROUNDING = 1e-6;

    private final boolean logits;

    private LogLoss(boolean logits) {
        this.logits = logits;
    }

    /**
     * Of logits: the probabilities are their softmax, or the logistic function of one. Finite for logits of
     * any size.
     */
    public static LogLoss ofLogits() {
        return new LogLoss(true);
    }

    /**
     * Of probabilities, which for each sample must sum to 1 up to 1e-6. As in scikit-learn they are kept within
     * {@code [eps, 1 - eps]}, eps = 2^-52, so that one sure mistake does not make everything infinite.
     */
    public static LogLoss ofProbabilities() {
        return new LogLoss(false);
    }

    @Override
    public String name() {
        return "logLoss";
    }

    @Override
    public void update(Tensor predictions, Tensor targets) {
        Numbers.requireGiven(name(), predictions, targets);
        double[] losses =
                Numbers.onePerTarget(predictions, targets) ? ofTwo(predictions, targets) : ofMany(predictions, targets);
        for (double loss : losses) {
            add(loss);
        }
    }

    private double[] ofTwo(Tensor predictions, Tensor targets) {
        int[] labels = Numbers.labels(name(), targets, 2);
        double[] scores = checked(predictions);
        double[] losses = new double[labels.length];
        for (int i = 0; i < losses.length; i++) {
            boolean positive = labels[i] == 1;
            losses[i] = logits
                    ? softplus(positive ? -scores[i] : scores[i])
                    : minusLog(positive ? scores[i] : 1 - scores[i]);
        }
        return losses;
    }

    private double[] ofMany(Tensor predictions, Tensor targets) {
        Scores scores = Scores.of(name(), predictions, targets);
        double[] all = checked(predictions);
        double[] losses = new double[scores.samples()];
        for (int i = 0; i < losses.length; i++) {
            if (logits) {
                losses[i] = logSumExp(scores, i) - scores.get(i, scores.labels()[i]);
            } else {
                requireSumOfOne(scores, i, predictions);
                losses[i] = minusLog(all[i * scores.classes() + scores.labels()[i]]);
            }
        }
        return losses;
    }

    private double[] checked(Tensor predictions) {
        double[] numbers = Numbers.finite(name(), logits ? "logit" : "probability", predictions);
        for (int i = 0; i < numbers.length; i++) {
            if (logits && Math.abs(numbers[i]) > 0x1p1000) {
                throw Numbers.bad(name(), "logit", predictions, i, numbers[i], "must be within 2^1000 of 0");
            }
            if (!logits && !(numbers[i] >= 0 && numbers[i] <= 1)) {
                throw Numbers.bad(
                        name(), "probability", predictions, i, numbers[i], "must be in [0, 1]; for logits: ofLogits");
            }
        }
        return numbers;
    }

    private void requireSumOfOne(Scores scores, int sample, Tensor predictions) {
        double sum = 0;
        for (int c = 0; c < scores.classes(); c++) {
            sum += scores.get(sample, c);
        }
        if (Math.abs(sum - 1) > ROUNDING) {
            throw new IllegalArgumentException(name() + ": the probabilities of sample " + sample + " of shape "
                    + predictions.shape() + " sum to " + sum + ": must be 1; for logits: ofLogits");
        }
    }

    // StrictMath, since other functions may give other bits when they are compiled.

    private static double logSumExp(Scores scores, int sample) {
        double largest = scores.get(sample, scores.largest(sample));
        double sum = 0;
        for (int c = 0; c < scores.classes(); c++) {
            sum += StrictMath.exp(scores.get(sample, c) - largest);
        }
        return largest + StrictMath.log(sum);
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    private static double minusLog(double p) {
        return -StrictMath.log(Math.min(Math.max(p, LEAST), 1 - LEAST));
    }
}
