package org.autodiff.examples.digits;

import java.util.Arrays;
import java.util.List;
import org.autodiff.examples.classify.ConfusionMatrix;
import org.autodiff.examples.classify.MlpSizes;
import org.autodiff.examples.classify.Partition;
import org.autodiff.examples.classify.Prediction;
import org.autodiff.examples.data.LabelledData;
import org.autodiff.examples.train.Epoch;

/**
 * What a {@link DigitsJob} found.
 *
 * @param settings what was asked for
 * @param data what was learnt
 * @param partition which rows were learnt from, and which judged
 * @param model the sizes of the model
 * @param kernels what the core said of its kernels
 * @param check the verdict of the gradient check
 * @param history how good the model was before and after each epoch
 * @param seconds how long the training took, with the judging after each epoch
 * @param test what the trained model says of the test rows
 */
public record DigitsResult(
        Settings settings,
        LabelledData data,
        Partition partition,
        MlpSizes model,
        String kernels,
        String check,
        List<Epoch> history,
        double seconds,
        Prediction test) {

    /** How good the trained model is. */
    public Epoch last() {
        return history.get(history.size() - 1);
    }

    /** How often each class was taken for each other one, of the test rows. */
    public ConfusionMatrix confusions() {
        return new ConfusionMatrix(data.classes(), test);
    }

    /** How many samples the training learnt in a second, the judging included. */
    public double samplesPerSecond() {
        return (double) settings.epochs() * partition.train().length / seconds;
    }

    /** Mistakes in all. */
    public int mistakeCount() {
        return test.mistakes().length;
    }

    /** The worst mistakes: those whose true class got the least probability. */
    public List<Mistake> worst(int most) {
        return Arrays.stream(test.mistakes())
                .limit(most)
                .mapToObj(sample -> {
                    int truth = test.label(sample);
                    int predicted = test.predicted(sample);
                    int row = partition.test()[sample];
                    return new Mistake(
                            row,
                            data.lines()[row],
                            data.classes().get(truth),
                            test.probability(sample, truth),
                            data.classes().get(predicted),
                            test.probability(sample, predicted));
                })
                .toList();
    }

    /**
     * A test row that the model takes for what it is not.
     *
     * @param row of the data
     * @param line of the file
     * @param truth its class
     * @param truthProbability the probability that the model gives to it
     * @param predicted the class that the model takes it for
     * @param probability the probability that it gives to that
     */
    public record Mistake(
            int row, long line, String truth, double truthProbability, String predicted, double probability) {}
}
