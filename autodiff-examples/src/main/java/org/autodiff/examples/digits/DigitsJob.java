package org.autodiff.examples.digits;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.examples.classify.ClassifierTraining;
import org.autodiff.examples.classify.MlpSizes;
import org.autodiff.examples.classify.Prediction;
import org.autodiff.examples.classify.SavedClassifier;
import org.autodiff.examples.classify.SplitRows;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.cli.JobFailure;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;
import org.autodiff.examples.data.LabelledCsv;
import org.autodiff.examples.data.LabelledData;
import org.autodiff.examples.report.ReportFile;
import org.autodiff.examples.train.Epoch;
import org.autodiff.examples.train.Progress;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.data.Standardizer;

/**
 * The main job: loads the data, divides and standardises it, checks the gradients of the model, trains it, and reports
 * how good it is.
 */
public final class DigitsJob {
    private static final String BUNDLED = "digits.csv";
    private static final int CHECKED_ROWS = 4;
    private static final int CHECKED_COORDINATES = 25;
    private static final double CHECKED_OFFSET = 0.1;

    private final Settings settings;
    private final BiFunction<MlpSizes, Rng, Layer> factory;

    /** A job. */
    public DigitsJob(Settings settings) {
        this(settings, MlpSizes::create);
    }

    /** A job with another kind of model. */
    DigitsJob(Settings settings, BiFunction<MlpSizes, Rng, Layer> factory) {
        this.settings = settings;
        this.factory = factory;
    }

    /**
     * Runs the job, and writes its report.
     *
     * @throws UserError if the data or the directory of the report cannot be used
     * @throws JobFailure if the gradient check does not pass, or the training diverges
     */
    public DigitsResult run(Console console) {
        LabelledData data = settings.csv()
                .map(file -> LabelledCsv.read(file, settings.label()))
                .orElseGet(() -> LabelledCsv.resource(BUNDLED, "label"));
        MlpSizes shape =
                MlpSizes.of(data.columns(), settings.hidden(), data.classes().size());
        requireMemory(shape);
        ReportFile file = ReportFile.in(settings.output(), "report.html");
        Optional<ReportFile> metrics = settings.metricsCsv().map(path -> ReportFile.at("--metrics-csv", path));
        Optional<ReportFile> saved = settings.save().map(path -> ReportFile.at("--save", path));
        Dataset all =
                Dataset.of(NdArray.of(Shape.of(data.rows(), data.columns()), data.values()), Index.of(data.labels()));
        SplitRows split = SplitRows.of(all.labels());
        console.print(
                "data      %s: %s of %s, %s; %,d to learn from, %,d to choose by, %,d to judge by",
                settings.csv().isPresent() ? data.source() : "the handwritten digits of UCI",
                Text.count(data.rows(), "row"),
                Text.count(data.columns(), "feature"),
                Text.count(data.classes().size(), "class"),
                split.train().length,
                split.validation().length,
                split.test().length);

        requireMeans(data);
        Standardizer standardizer = new Standardizer().fit(all.rows(split.train()));
        Dataset train = standardizer.apply(all.rows(split.train()));
        Dataset validation = standardizer.apply(all.rows(split.validation()));
        Dataset test = standardizer.apply(all.rows(split.test()));
        requireFinite(data, train);
        requireFinite(data, validation);
        requireFinite(data, test);

        String kernels = Autodiff.kernels();
        console.print("kernels   %s", kernels);
        Rng rng = Rng.of(settings.seed());
        Layer model = factory.apply(shape, rng.split());
        console.print("model     %s with relu: %s", shape, Text.count(model.parameterCount(), "parameter"));
        String check = check(model, train, console);
        console.print(
                "training  %s, learning rate %s falling along a cosine, noise %s, batches of %,d, %s, seed %d",
                settings.optimizer(),
                settings.learningRate(),
                settings.noise(),
                settings.batch(),
                Text.count(settings.epochs(), "epoch"),
                settings.seed());
        console.out().flush();
        long start = System.nanoTime();
        List<Epoch> history;
        try (Progress progress = Progress.on(console, settings.epochs(), train.size())) {
            history = new ClassifierTraining(model, train, validation).run(settings.plan(), rng.split(), progress);
        }
        double seconds = (System.nanoTime() - start) / 1e9;

        DigitsResult result = new DigitsResult(
                settings,
                data,
                split,
                shape,
                kernels,
                check,
                history,
                seconds,
                Prediction.of(model, train).score(),
                Prediction.of(model, validation).score(),
                Prediction.of(model, test));
        new DigitsSummary(result).print(console);
        metrics.ifPresent(to -> to.write(csv(history)));
        saved.ifPresent(to -> {
            new SavedClassifier(shape, data.features(), data.classes(), standardizer, model).write(to.path());
            console.print("model     %s (autodiff predict %s --csv FILE)", to.path(), to.path());
        });
        file.write(new DigitsReport(result).toHtml());
        console.print("report    %s", file.path());
        return result;
    }

    private static String csv(List<Epoch> history) {
        StringBuilder text = new StringBuilder(
                "epoch,training loss,training accuracy,validation loss,validation accuracy,samples per second\n");
        for (Epoch e : history) {
            text.append(e.number());
            for (double x : new double[] {
                e.train().loss(),
                e.train().accuracy(),
                e.validation().loss(),
                e.validation().accuracy(),
                e.samplesPerSecond()
            }) {
                text.append(',').append(x);
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static void requireMemory(MlpSizes shape) {
        long available = Runtime.getRuntime().maxMemory();
        if (shape.trainingBytes() > available) {
            throw new UserError(Text.format(
                    "the model %s has %,.0f parameters and needs about %,.1f GB to train, but Java has %,.1f GB"
                            + " (fewer units with --hidden, or more memory with AUTODIFF_JAVA_OPTS=-Xmx...)",
                    shape, shape.parameterCount(), shape.trainingBytes() / 1e9, available / 1e9));
        }
    }

    /** Refuses numbers so close to the largest double that their sum overflows. */
    private static void requireMeans(LabelledData data) {
        for (int column = 0; column < data.columns(); column++) {
            double sum = 0;
            for (int row = 0; row < data.rows(); row++) {
                sum += Math.abs(data.value(row, column));
            }
            requireFinite(data, column, sum);
        }
    }

    /** Refuses numbers so large that they overflow when standardised. */
    private static void requireFinite(LabelledData data, Dataset standardised) {
        double[] values = standardised.features().toArray();
        for (int i = 0; i < values.length; i++) {
            requireFinite(data, i % data.columns(), values[i]);
        }
    }

    private static void requireFinite(LabelledData data, int column, double value) {
        if (!Double.isFinite(value)) {
            throw new UserError(data.source() + ": column "
                    + Text.quote(data.features().get(column)) + ": its numbers are too large to be standardised");
        }
    }

    private static String check(Layer model, Dataset train, Console console) {
        int rows = Math.min(CHECKED_ROWS, train.size());
        Batch batch = train.rows(IntStream.range(0, rows).toArray()).batch();
        // A row of means is standardised to 0, where every relu has its kink and no derivative: move away from it.
        Tensor features =
                batch.features().add(Tensor.of(Rng.of(0).normal(batch.features().shape(), 0, CHECKED_OFFSET)));
        GradCheckReport report = GradCheck.of(() -> ClassifierTraining.loss(model, features, batch.labels()))
                .parameters(model.parameters())
                .maxCoordinates(CHECKED_COORDINATES)
                .report();
        if (!report.passed()) {
            console.out().println(report);
            throw new JobFailure("gradient check FAILED: " + report.reason());
        }
        String open = report.inconclusive() == 0
                ? ""
                : Text.format(", %,d could not be decided (kinks)", report.inconclusive());
        String verdict =
                Text.format("passed: %,d derivatives agree with centred differences%s", report.checked(), open);
        console.print("gradients %s", verdict);
        return verdict;
    }
}
