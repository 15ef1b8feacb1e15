package org.autodiff.examples.digits;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.cli.Version;
import org.autodiff.examples.train.OptimizerKind;
import org.autodiff.examples.train.OptionTypes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code autodiff train digits}: reads the options, and runs the {@link DigitsJob}. */
@Command(
        name = "digits",
        description = {
            "Trains a multi-layer perceptron to read handwritten digits, and writes a report.",
            "",
            "Without --csv it learns the 1,797 digits that are part of the program. The rows are parted into 72 %% to"
                    + " learn from, 8 %% to choose options by (validation), and 20 %% that are looked at once, in the"
                    + " end (test), always in the same way; the gradients of the model are checked against differences"
                    + " before it is trained.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Examples:",
            "  autodiff train digits",
            "  autodiff train digits --hidden 64,32 --optimizer momentum --epochs 50",
            "  autodiff train digits --csv iris.csv --label species --save iris.safetensors",
            "  autodiff train digits --epochs 200 --early-stop 10 --resume run"
        })
public final class DigitsCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "20",
            converter = OptionTypes.Count.class,
            description = "How often all training rows are passed (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "32",
            converter = OptionTypes.Count.class,
            description = "Rows in a step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--hidden",
            paramLabel = "N[,N...]",
            defaultValue = "256",
            converter = OptionTypes.Hidden.Converter.class,
            description = "Units of the hidden layer, or of several: 64,32 (default: ${DEFAULT-VALUE}).")
    private OptionTypes.Hidden hidden;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            defaultValue = "adam",
            converter = OptionTypes.Optimizer.class,
            description = "sgd, momentum or adam (default: ${DEFAULT-VALUE}).")
    private OptimizerKind optimizer;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            converter = OptionTypes.Rate.class,
            description = "Learning rate of the first epoch; it falls along half a cosine (default: 0.2 for sgd, 0.02"
                    + " for momentum, 0.005 for adam).")
    private Double learningRate;

    @Option(
            names = "--noise",
            paramLabel = "SD",
            defaultValue = "0.5",
            converter = OptionTypes.Deviation.class,
            description = "Deviation of the normal noise that is added to the standardised features in training; 0"
                    + " for none (default: ${DEFAULT-VALUE}).")
    private double noise;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            converter = OptionTypes.Seed.class,
            description = "Decides the first weights, the order of the rows and the noise; the same seed gives the same"
                    + " bits (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "Learns this file instead: with a header line, and commas, semicolons, tabs or bars"
                    + " between the fields; one column is the label, which may be any text, and all others are"
                    + " numbers.")
    private Path csv;

    @Option(
            names = "--label",
            paramLabel = "NAME",
            defaultValue = "label",
            description = "The label column of --csv (default: ${DEFAULT-VALUE}).")
    private String label;

    @Option(
            names = "--early-stop",
            paramLabel = "N",
            defaultValue = "0",
            converter = OptionTypes.CountOrNone.class,
            description = "Ends after so many epochs without a lower validation loss, with the best model; 0 for never"
                    + " (default: ${DEFAULT-VALUE}).")
    private int patience;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Saves the trained model, for autodiff predict; a safetensors file.")
    private Path save;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = "Keeps checkpoints in this folder, and goes on from the last one if there are any: with the"
                    + " same options the numbers are those of a run that was never stopped, bit for bit.")
    private Path checkpoints;

    @Option(
            names = "--metrics-csv",
            paramLabel = "FILE",
            description = "Writes loss and accuracy of every epoch as CSV.")
    private Path metricsCsv;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "target/digits",
            description = "Where report.html is written (default: ${DEFAULT-VALUE}, below the current directory).")
    private Path output;

    /** A command that writes to a console. */
    public DigitsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        double rate = learningRate == null ? optimizer.defaultRate() : learningRate;
        new DigitsJob(new Settings(
                        epochs,
                        batch,
                        hidden.sizes(),
                        optimizer,
                        rate,
                        noise,
                        seed,
                        Optional.ofNullable(csv),
                        label,
                        patience,
                        Optional.ofNullable(checkpoints),
                        Optional.ofNullable(save),
                        Optional.ofNullable(metricsCsv),
                        output))
                .run(console);
        return 0;
    }
}
