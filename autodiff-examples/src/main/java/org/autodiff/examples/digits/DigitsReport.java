package org.autodiff.examples.digits;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.autodiff.examples.classify.SplitRows;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.Version;
import org.autodiff.examples.digits.DigitsResult.Mistake;
import org.autodiff.examples.report.Axis;
import org.autodiff.examples.report.LineChart;
import org.autodiff.examples.report.LineChart.Series;
import org.autodiff.examples.report.Markup;
import org.autodiff.examples.report.Page;
import org.autodiff.examples.train.Epoch;
import org.autodiff.nn.metric.ConfusionMatrix;

/** Writes the result of a job as a page. */
final class DigitsReport {
    private static final int WORST = 16;

    /** Above this many classes the page lists the confusions instead of the matrix. */
    private static final int WIDEST = 60;

    private static final int LONGEST_LIST = 60;
    private static final int PIXEL = 10;

    /**
     * With more epochs than this the chart leaves out the accuracy before training, which would press the others
     * together.
     */
    private static final int FEW_EPOCHS = 3;

    private final DigitsResult result;
    private final boolean bundled;

    DigitsReport(DigitsResult result) {
        this.result = result;
        this.bundled = result.settings().csv().isEmpty();
    }

    String toHtml() {
        String title =
                bundled ? "Handwritten digits" : "Classes of " + result.data().source();
        return Page.of(title + " - autodiff", out -> {
            out.element("h1", title).line();
            introduction(out);
            figures(out);
            curves(out);
            confusions(out);
            mistakes(out);
            settings(out);
            attribution(out);
        });
    }

    private void introduction(Markup out) {
        Epoch.Score test = result.testScore();
        out.element(
                        "p",
                        Text.format(
                                "A multi-layer perceptron (%s, relu) learnt from %s and was judged "
                                        + "by %s that it had not"
                                        + " seen: it classified %,d of them right.",
                                result.model(),
                                Text.count(result.trainScore().samples(), "row"),
                                Text.count(test.samples(), "row"),
                                test.right()))
                .line();
    }

    private void figures(Markup out) {
        out.open("div", "class", "figures").line();
        figure(out, Text.percent(result.testScore().accuracy()), "test accuracy");
        figure(out, Text.percent(result.trainScore().accuracy()), "training accuracy");
        figure(out, Text.format("%.4f", result.testScore().loss()), "test loss (nats)");
        figure(out, Text.format("%.4f", result.trainScore().loss()), "training loss (nats)");
        figure(out, Text.format("%.1f s", result.seconds()), "training time");
        figure(out, Text.format("%,.0f", result.samplesPerSecond()), "samples a second");
        out.close().line();
    }

    private static void figure(Markup out, String number, String name) {
        out.open("div", "class", "figure");
        out.element("b", number).element("span", name).close().line();
    }

    // ---- curves

    private void curves(Markup out) {
        out.element("h2", "Loss and accuracy").line();
        out.open("div", "class", "charts").line();
        List<Series> loss = series(0, "", e -> e.loss());
        double smallest = extreme(loss, true);
        Axis lossAxis = smallest > 0
                ? Axis.logarithmic(smallest, extreme(loss, false))
                : Axis.linear(0, extreme(loss, false), 6);
        String scale = smallest > 0 ? " (logarithmic)" : "";
        chart(out, new LineChart("Loss", "epoch", 0, "mean cross-entropy in nats" + scale, lossAxis, loss));
        int first = result.history().size() > FEW_EPOCHS ? 1 : 0;
        List<Series> accuracy = series(first, " %", e -> 100 * e.accuracy());
        Axis accuracyAxis = Axis.linearWithin(extreme(accuracy, true), 100, 6);
        chart(out, new LineChart("Accuracy", "epoch", first, "rows classified right in %", accuracyAxis, accuracy));
        out.close().line();
        String untrained = Text.percent(result.history().get(0).validation().accuracy());
        out.element(
                        "p",
                        "Both are taken over all rows after each epoch; epoch 0 is the model before training"
                                + (first == 0 ? "" : " (validation accuracy " + untrained + ", not drawn)")
                                + ". Options are chosen by the validation rows; the test rows have no say in anything.",
                        "class",
                        "soft")
                .line();
    }

    private static void chart(Markup out, LineChart chart) {
        out.open("div", "class", "card").element("h3", chart.title()).line();
        chart.writeTo(out);
        out.close().line();
    }

    private List<Series> series(int first, String unit, ToDoubleFunction<Epoch.Score> number) {
        List<Double> train = new ArrayList<>();
        List<Double> validation = new ArrayList<>();
        for (Epoch epoch : result.history().subList(first, result.history().size())) {
            train.add(number.applyAsDouble(epoch.train()));
            validation.add(number.applyAsDouble(epoch.validation()));
        }
        return List.of(new Series("training", unit, train), new Series("validation", unit, validation));
    }

    private static double extreme(List<Series> series, boolean least) {
        var all = series.stream().flatMap(s -> s.values().stream()).mapToDouble(v -> v);
        return (least ? all.min() : all.max()).orElseThrow();
    }

    // ---- confusions

    private void confusions(Markup out) {
        ConfusionMatrix confusions = result.confusions();
        out.element("h2", "Confusion matrix").line();
        if (confusions.classes().size() > WIDEST) {
            confusionList(out, confusions);
            return;
        }
        out.element(
                        "p",
                        "Test rows: a line for each true class, a column for each predicted one. On "
                                + "the right, the share"
                                + " of the class that was found.",
                        "class",
                        "soft")
                .line();
        out.open("div", "class", "wide").open("table", "class", "matrix").line();
        out.open("tr").element("th", "true \u2193 / predicted \u2192", "class", "corner");
        confusions.classes().forEach(name -> out.element("th", name, "scope", "col"));
        out.element("th", "found", "class", "corner").close().line();
        for (int truth = 0; truth < confusions.classes().size(); truth++) {
            out.open("tr").element("th", confusions.classes().get(truth), "scope", "row");
            for (int predicted = 0; predicted < confusions.classes().size(); predicted++) {
                cell(out, confusions, truth, predicted);
            }
            out.element("td", confusions.share(truth), "class", "recall")
                    .close()
                    .line();
        }
        out.close().close().line();
    }

    private static void cell(Markup out, ConfusionMatrix confusions, int truth, int predicted) {
        long count = confusions.count(truth, predicted);
        if (count == 0) {
            out.element("td", "0", "class", "none");
            return;
        }
        double share = (double) count / confusions.total(truth);
        double strength = truth == predicted ? 0.1 + 0.35 * share : 0.2 + 0.6 * share;
        out.element(
                "td",
                Long.toString(count),
                "class",
                truth == predicted ? "right" : "wrong",
                "style",
                Text.format("--share: %.3f", strength));
    }

    private static void confusionList(Markup out, ConfusionMatrix confusions) {
        List<ConfusionMatrix.Confusion> all = confusions.confusions();
        int shown = Math.min(LONGEST_LIST, all.size());
        out.element(
                        "p",
                        Text.format(
                                "%,d classes are too many for a matrix: the %d most frequent of %,d confusions.",
                                confusions.classes().size(), shown, all.size()))
                .line();
        table(
                out,
                List.of("true", "predicted", "rows"),
                all.subList(0, shown).stream()
                        .map(c -> List.of(c.truth(), c.predicted(), Long.toString(c.count())))
                        .toList());
    }

    private static void table(Markup out, List<String> heads, List<List<String>> rows) {
        out.open("div", "class", "wide").open("table", "class", "list").open("tr");
        heads.forEach(head -> out.element("th", head, "scope", "col"));
        out.close().line();
        for (List<String> row : rows) {
            out.open("tr");
            row.forEach(field -> out.element("td", field));
            out.close().line();
        }
        out.close().close().line();
    }

    // ---- mistakes

    private void mistakes(Markup out) {
        List<Mistake> worst = result.worst(WORST);
        out.element("h2", "Worst mistakes").line();
        if (worst.isEmpty()) {
            out.element("p", "None: every test row was classified right.").line();
            return;
        }
        out.element(
                        "p",
                        Text.format(
                                "%,d of %s in the test: those whose true class was found least probable.",
                                worst.size(), Text.count(result.mistakeCount(), "mistake")),
                        "class",
                        "soft")
                .line();
        Optional<Pixels> pixels = Pixels.of(result.data());
        if (pixels.isPresent()) {
            out.open("div", "class", "digits").line();
            worst.forEach(m -> picture(out, pixels.get(), m));
            out.close().line();
        } else {
            table(
                    out,
                    List.of("line", "true", "probability", "predicted", "probability"),
                    worst.stream()
                            .map(m -> List.of(
                                    Long.toString(m.line()),
                                    m.truth(),
                                    Text.format("%.4f", m.truthProbability()),
                                    m.predicted(),
                                    Text.format("%.4f", m.probability())))
                            .toList());
        }
    }

    private static void picture(Markup out, Pixels pixels, Mistake m) {
        int size = Pixels.SIZE * PIXEL;
        out.open("div", "class", "card digit");
        out.open("svg", "xmlns", "http://www.w3.org/2000/svg", "viewBox", "0 0 " + size + " " + size, "role", "img");
        out.element("title", "a " + m.truth() + " that was taken for " + m.predicted());
        for (int y = 0; y < Pixels.SIZE; y++) {
            for (int x = 0; x < Pixels.SIZE; x++) {
                String shade = Text.format("%.3f", pixels.shade(m.row(), y, x));
                out.empty(
                        "rect", "x", x * PIXEL, "y", y * PIXEL, "width", PIXEL, "height", PIXEL, "fill-opacity", shade);
            }
        }
        out.close();
        out.element("strong", m.truth() + " taken for " + m.predicted()).empty("br");
        out.text(Text.format("true %.3f, predicted %.3f", m.truthProbability(), m.probability()))
                .empty("br");
        out.element("span", Text.format("line %,d", m.line()), "class", "soft");
        out.close().line();
    }

    // ---- settings

    private void settings(Markup out) {
        Settings s = result.settings();
        out.element("h2", "Settings").line();
        out.open("div", "class", "wide").open("table", "class", "settings").line();
        row(
                out,
                "data",
                bundled ? "digits.csv, part of the program" : result.data().source());
        row(
                out,
                "rows",
                Text.format(
                        "%,d to learn from, %,d to choose by, %,d to judge by, of each class alike, parted at random"
                                + " with the fixed key %d",
                        result.split().train().length,
                        result.split().validation().length,
                        result.split().test().length,
                        SplitRows.KEY));
        row(
                out,
                "features",
                Text.format(
                        "%,d, standardised to mean 0 and deviation 1 of the training rows",
                        result.data().columns()));
        row(
                out,
                "model",
                Text.format(
                        "%s, relu between, %,.0f parameters",
                        result.model(), result.model().parameterCount()));
        row(out, "gradient check", result.check());
        row(
                out,
                "optimizer",
                s.optimizer() + ", learning rate " + s.learningRate() + " falling along half a cosine towards 0");
        row(out, "noise", "normal, deviation " + s.noise() + ", added to the standardised features in training only");
        row(out, "batch", Text.count(s.batch(), "row"));
        row(out, "epochs", Text.format("%,d", s.epochs()));
        row(out, "seed", Long.toString(s.seed()));
        row(out, "kernels", result.kernels());
        row(out, "version", "autodiff " + Version.number() + ", Java " + Runtime.version());
        out.open("tr").element("th", "again", "scope", "row");
        out.open("td").element("code", s.command()).close().close().line();
        out.close().close().line();
    }

    private static void row(Markup out, String name, String value) {
        out.open("tr")
                .element("th", name, "scope", "row")
                .element("td", value)
                .close()
                .line();
    }

    private void attribution(Markup out) {
        if (!bundled) {
            return;
        }
        out.element("h2", "Source of the data").line();
        out.open("p").text("Optical Recognition of Handwritten Digits: E. Alpaydin and C. Kaynak (1998), UCI Machine");
        out.text(" Learning Repository, ");
        link(out, "https://doi.org/10.24432/C50P49");
        out.text(". Licence: Creative Commons Attribution 4.0 International (CC BY 4.0), ");
        link(out, "https://creativecommons.org/licenses/by/4.0/");
        out.text(". The test part (1,797 of 5,620 images), in scikit-learn's copy; changed: a header line was added.");
        out.close().line();
    }

    private static void link(Markup out, String address) {
        out.element("a", address, "href", address);
    }
}
