package org.autodiff.examples.digits;

import java.util.Arrays;
import java.util.List;
import org.autodiff.examples.classify.MlpSizes;
import org.autodiff.examples.classify.Prediction;
import org.autodiff.examples.classify.SplitRows;
import org.autodiff.examples.data.LabelledData;
import org.autodiff.examples.train.Epoch;
import org.autodiff.nn.metric.ConfusionMatrix;

/**
 * The result of a {@link DigitsJob}.
 *
 * @param settings the options of the job
 * @param data all data
 * @param split which rows were for training, for validation, and for testing
 * @param model the sizes of the model
 * @param kernels the message of core about its kernels
 * @param check the verdict of the gradient check
 * @param history how good the model was before and after each epoch
 * @param seconds how long the training took, with the tests after each epoch
 * @param trainScore how good the trained model is on the rows that it learnt from
 * @param validationScore and on those that its options are chosen by
 * @param test the predictions of the trained model for the test rows
 */
public record DigitsResult(
        Settings settings,
        LabelledData data,
        SplitRows split,
        MlpSizes model,
        String kernels,
        String check,
        List<Epoch> history,
        double seconds,
        Epoch.Score trainScore,
        Epoch.Score validationScore,
        Prediction test) {

    /** The epochs that were trained. */
    public int epochs() {
        return history.get(history.size() - 1).number();
    }

    /** How good the trained model is on the test rows. */
    public Epoch.Score testScore() {
        return test.score();
    }

    /** The confusion matrix of the test rows. */
    public ConfusionMatrix confusions() {
        return test.confusions(data.classes());
    }

    /** How many samples the training used per second, the time for tests included. */
    public double samplesPerSecond() {
        return (double) epochs() * split.train().length / seconds;
    }

    /** The number of mistakes. */
    public int mistakeCount() {
        return test.mistakes().length;
    }

    /** The worst mistakes: those with the least probability of the true class. */
    public List<Mistake> worst(int most) {
        return Arrays.stream(test.mistakes())
                .limit(most)
                .mapToObj(sample -> {
                    int truth = test.label(sample);
                    int predicted = test.predicted(sample);
                    int row = split.test()[sample];
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
     * A test row with a wrong prediction.
     *
     * @param row of the data
     * @param line of the file
     * @param truth its class
     * @param truthProbability the probability that the model gives to it
     * @param predicted the predicted class
     * @param probability the probability that it gives to that
     */
    public record Mistake(
            int row, long line, String truth, double truthProbability, String predicted, double probability) {}
}
