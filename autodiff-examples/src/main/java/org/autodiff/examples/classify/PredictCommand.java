package org.autodiff.examples.classify;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.autodiff.Tensor;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;
import org.autodiff.examples.cli.Version;
import org.autodiff.examples.report.ReportFile;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.data.Csv;
import org.autodiff.nn.data.CsvOptions;
import org.autodiff.nn.data.MalformedFileException;
import org.autodiff.nn.data.NumberColumn;
import org.autodiff.nn.data.Table;
import org.autodiff.nn.data.TextColumn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code autodiff predict}: uses a model that {@code autodiff train digits --save} has written. */
@Command(
        name = "predict",
        description = {
            "Predicts the class of each row of a CSV file, by a model that autodiff train digits --save has written.",
            "",
            "Writes a line for each row: the class and its probability. The columns are found by their names, in any"
                    + " order. If the file has the label column, the share of right predictions is printed, too.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Example:",
            "  autodiff train digits --csv iris.csv --label species --save iris.safetensors",
            "  autodiff predict iris.safetensors --csv new.csv --out predicted.csv"
        })
public final class PredictCommand implements Callable<Integer> {
    private static final int ROWS_AT_A_TIME = 4096;

    private final Console console;

    @Parameters(paramLabel = "MODEL", description = "The file of the model.")
    private Path model;

    @Option(names = "--csv", paramLabel = "FILE", required = true, description = "The rows, with a header line.")
    private Path csv;

    @Option(
            names = "--label",
            paramLabel = "NAME",
            description = "The column of the true classes, if there is one (default: that of the training).")
    private String label;

    @Option(names = "--out", paramLabel = "FILE", description = "Writes to this file (default: standard output).")
    private Path out;

    /** A command that writes to a console. */
    public PredictCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<ReportFile> file = Optional.ofNullable(out).map(path -> ReportFile.at("--out", path));
        SavedClassifier classifier = SavedClassifier.read(model);
        String truth = label == null ? classifier.label() : label;
        Table table = table(classifier, truth);
        int[] predicted = new int[table.rows()];
        String text = predictions(classifier, table, predicted);
        if (file.isPresent()) {
            file.get().write(text);
        } else {
            console.out().print(text);
            console.out().flush();
        }
        if (table.has(truth)) {
            score(classifier, table.text(truth), predicted);
        }
        return 0;
    }

    private Table table(SavedClassifier classifier, String truth) {
        try {
            CsvOptions options = new CsvOptions().number(classifier.features().toArray(String[]::new));
            if (classifier.features().contains(truth)) {
                throw new UserError("--label: " + Text.quote(truth) + " is one of the model's features");
            }
            Table table = Csv.read(csv, options);
            return table.has(truth) ? Csv.read(csv, options.text(truth)) : table;
        } catch (UncheckedIOException | MalformedFileException | IllegalArgumentException e) {
            throw new UserError(Text.oneLine(String.valueOf(e.getMessage())), e);
        }
    }

    private static String predictions(SavedClassifier classifier, Table table, int[] predicted) {
        StringWriter text = new StringWriter();
        try (CsvWriter writer = CsvWriter.builder().build(text)) {
            writer.writeRecord("class", "probability");
            for (int start = 0; start < table.rows(); start += ROWS_AT_A_TIME) {
                int rows = Math.min(ROWS_AT_A_TIME, table.rows() - start);
                NdArray features = classifier.standardizer().apply(features(classifier, table, start, rows));
                Tensor probabilities =
                        classifier.model().apply(Tensor.of(features)).softmax(-1);
                for (int row = 0; row < rows; row++) {
                    int best = best(probabilities.value(), row);
                    requireFinite(probabilities.value().get(row, best), table, start + row);
                    predicted[start + row] = best;
                    writer.writeRecord(
                            classifier.classes().get(best),
                            Double.toString(probabilities.value().get(row, best)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static NdArray features(SavedClassifier classifier, Table table, int start, int rows) {
        List<String> names = classifier.features();
        double[] values = new double[rows * names.size()];
        for (int c = 0; c < names.size(); c++) {
            NumberColumn column = table.numbers(names.get(c));
            for (int row = 0; row < rows; row++) {
                if (column.isMissing(start + row)) {
                    throw new UserError(table.where(start + row) + ": column " + Text.quote(names.get(c))
                            + ": no number: the model needs all " + names.size());
                }
                values[row * names.size() + c] = column.value(start + row);
            }
        }
        return NdArray.of(Shape.of(rows, names.size()), values);
    }

    private static void requireFinite(double probability, Table table, int row) {
        if (!Double.isFinite(probability)) {
            throw new UserError(table.where(row) + ": its numbers are too large for the model");
        }
    }

    private static int best(NdArray probabilities, int row) {
        int best = 0;
        for (int c = 1; c < probabilities.shape().dim(1); c++) {
            best = probabilities.get(row, c) > probabilities.get(row, best) ? c : best;
        }
        return best;
    }

    /** Rows without a label are not counted. */
    private void score(SavedClassifier classifier, TextColumn truth, int[] predicted) {
        int right = 0;
        int known = 0;
        for (int row = 0; row < predicted.length; row++) {
            if (!truth.isMissing(row)) {
                known++;
                right += truth.value(row).strip().equals(classifier.classes().get(predicted[row])) ? 1 : 0;
            }
        }
        if (known > 0) {
            String accuracy = Text.percent((double) right / known);
            console.err().println(Text.format("%,d of %,d right: accuracy %s", right, known, accuracy));
        }
    }
}
