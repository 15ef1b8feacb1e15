package org.autodiff.examples.digits;

import java.util.List;
import java.util.Optional;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.digits.DigitsResult.Mistake;
import org.autodiff.examples.train.Epoch;
import org.autodiff.nn.metric.ConfusionMatrix;

/** Prints the result of a job. */
final class DigitsSummary {
    private static final int WORST = 8;
    private static final int PICTURES_ON_A_LINE = 4;

    private final DigitsResult result;

    DigitsSummary(DigitsResult result) {
        this.result = result;
    }

    void print(Console console) {
        console.print(
                "trained   %s in %.1f s, %,.0f samples/s",
                Text.count(result.epochs(), "epoch"), result.seconds(), result.samplesPerSecond());
        console.print("train     %s", score(result.trainScore()));
        console.print("validate  %s", score(result.validationScore()));
        console.print("test      %s", score(result.testScore()));
        console.print("");
        ConfusionMatrix confusions = result.confusions();
        console.print("Confusion matrix of the test: a line for each true class, a column for each predicted one");
        console.out().print(confusions.toText());
        console.print("");
        mistakes(console);
    }

    static String score(Epoch.Score score) {
        return Text.format(
                "accuracy %s (%,d of %,d right), loss %.4f",
                Text.percent(score.accuracy()), score.right(), score.samples(), score.loss());
    }

    private void mistakes(Console console) {
        List<Mistake> worst = result.worst(WORST);
        if (worst.isEmpty()) {
            console.print("No mistakes in the test.%n");
            return;
        }
        console.print(
                "The worst %,d of %s in the test: true class, taken for",
                worst.size(), Text.count(result.mistakeCount(), "mistake"));
        Optional<Pixels> pixels = Pixels.of(result.data());
        if (pixels.isPresent()) {
            for (int i = 0; i < worst.size(); i += PICTURES_ON_A_LINE) {
                List<Mistake> shown = worst.subList(i, Math.min(worst.size(), i + PICTURES_ON_A_LINE));
                console.print("");
                console.out()
                        .print(pixels.get()
                                .toText(
                                        shown.stream().map(Mistake::row).toList(),
                                        shown.stream()
                                                .map(DigitsSummary::caption)
                                                .toList()));
            }
        } else {
            for (Mistake m : worst) {
                console.print(
                        "  line %,d: %s (probability %.3f), taken for %s (%.3f)",
                        m.line(), m.truth(), m.truthProbability(), m.predicted(), m.probability());
            }
            console.print("  (no pictures: the features are not the pixels p00 to p77 of 8 x 8)");
        }
        console.print("");
    }

    private static List<String> caption(Mistake m) {
        return List.of(
                Text.format("%s, p = %.3f", m.truth(), m.truthProbability()),
                Text.format("taken for %s, %.3f", m.predicted(), m.probability()),
                "line " + m.line());
    }
}
