package org.autodiff.examples.digits;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.autodiff.examples.classify.ClassifierTraining;
import org.autodiff.examples.train.OptimizerKind;

/**
 * The options of the job, which have been checked.
 *
 * @param epochs how often all training samples are used
 * @param batch samples in a step
 * @param hidden the sizes of the hidden layers
 * @param optimizer the optimizer of the parameters
 * @param learningRate the first learning rate
 * @param noise the standard deviation of the noise that is added to the standardised features in training
 * @param seed of the first weights and the order of the samples
 * @param csv other data than the bundled digits
 * @param label the name of the label column
 * @param patience after so many epochs without a better validation loss the training ends; 0: never
 * @param checkpoints the folder of checkpoints, from which the training goes on
 * @param save where the trained model is saved
 * @param metricsCsv where the numbers of the epochs are written
 * @param output the directory of the report
 */
public record Settings(
        int epochs,
        int batch,
        List<Integer> hidden,
        OptimizerKind optimizer,
        double learningRate,
        double noise,
        long seed,
        Optional<Path> csv,
        String label,
        int patience,
        Optional<Path> checkpoints,
        Optional<Path> save,
        Optional<Path> metricsCsv,
        Path output) {

    /** The options of the training. */
    ClassifierTraining.Plan plan() {
        return new ClassifierTraining.Plan(epochs, batch, optimizer, learningRate, noise, seed, patience, checkpoints);
    }

    /** The command that does the same again. */
    public String command() {
        StringBuilder text = new StringBuilder("autodiff train digits");
        text.append(" --epochs ").append(epochs);
        text.append(" --batch ").append(batch);
        text.append(" --hidden ").append(hidden.stream().map(String::valueOf).collect(Collectors.joining(",")));
        text.append(" --optimizer ").append(optimizer);
        text.append(" --lr ").append(learningRate);
        text.append(" --noise ").append(noise);
        text.append(" --seed ").append(seed);
        if (patience > 0) {
            text.append(" --early-stop ").append(patience);
        }
        csv.ifPresent(file -> text.append(" --csv ")
                .append(shell(file.toString()))
                .append(" --label ")
                .append(shell(label)));
        return text.toString();
    }

    private static String shell(String word) {
        return word.matches("[A-Za-z0-9_./:-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
