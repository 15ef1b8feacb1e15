package org.autodiff.examples.classify;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.autodiff.Autodiff;
import org.autodiff.NoGrad;
import org.autodiff.examples.train.Epoch.Score;
import org.autodiff.nn.Layer;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.metric.ConfusionMatrix;

/** The predictions of a model for samples whose classes are known. */
public final class Prediction {
    /** The number of samples that are predicted at a time, so that the memory for the values of layers stays small. */
    private static final int CHUNK = 1024;

    private final int[] labels;
    private final double[] logProbabilities; // (samples, classes)
    private final int classes;

    private Prediction(int[] labels, double[] logProbabilities) {
        this.labels = labels;
        this.logProbabilities = logProbabilities;
        this.classes = logProbabilities.length / labels.length;
    }

    /** The predictions of a model that turns features into logits. Nothing is recorded. */
    @SuppressWarnings("try") // the scope acts by being open
    public static Prediction of(Layer model, Dataset data) {
        double[] all = null;
        int at = 0;
        for (Batch batch : BatchLoader.inOrder(data, CHUNK)) {
            double[] part = Autodiff.step(() -> {
                try (NoGrad scope = NoGrad.open()) {
                    return model.apply(batch.features()).logSoftmax(-1).toArray();
                }
            });
            if (all == null) {
                all = new double[part.length / batch.size() * data.size()];
            }
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return new Prediction(data.labels().toArray(), all);
    }

    /** The number of samples. */
    public int samples() {
        return labels.length;
    }

    /** The true class of a sample. */
    public int label(int sample) {
        return labels[sample];
    }

    /** The class that the model finds most probable; the first of them if several are equal. */
    public int predicted(int sample) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (logProbability(sample, c) > logProbability(sample, best)) {
                best = c;
            }
        }
        return best;
    }

    /** Whether the prediction is the true class. */
    public boolean right(int sample) {
        return predicted(sample) == labels[sample];
    }

    /** The probability that the model gives to a class. */
    public double probability(int sample, int c) {
        return Math.exp(logProbability(sample, c));
    }

    /** The logarithm of that probability, which distinguishes very small ones. */
    public double logProbability(int sample, int c) {
        return logProbabilities[sample * classes + c];
    }

    /** The mean cross-entropy, and the number of right predictions. */
    public Score score() {
        double loss = 0;
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            loss -= logProbability(i, labels[i]);
            right += right(i) ? 1 : 0;
        }
        return new Score(loss / labels.length, right, labels.length);
    }

    /** How often samples of each class were predicted to be of each. */
    public ConfusionMatrix confusions(List<String> names) {
        ConfusionMatrix matrix = ConfusionMatrix.of(names);
        for (int i = 0; i < labels.length; i++) {
            matrix.add(labels[i], predicted(i), 1);
        }
        return matrix;
    }

    /** The samples with a wrong prediction, ordered by the probability of their true class, the least first. */
    public int[] mistakes() {
        return Arrays.stream(sortedByTruth()).filter(i -> !right(i)).toArray();
    }

    private int[] sortedByTruth() {
        Integer[] order = new Integer[labels.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> logProbability(i, labels[i])));
        return Arrays.stream(order).mapToInt(i -> i).toArray();
    }
}
