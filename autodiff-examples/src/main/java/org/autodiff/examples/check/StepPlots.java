package org.autodiff.examples.check;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.OptionalDouble;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.report.Markup;
import org.autodiff.examples.report.Page;
import org.autodiff.gradcheck.Coordinate;
import org.autodiff.gradcheck.GradCheckReport;

/** A page with a chart for each of the worst coordinates, and a sentence that says what one sees. */
final class StepPlots {
    private static final int MOST = 12;
    /** With fewer steps the differences agreed at once, and there is no curve to speak of. */
    private static final int FEW = 3;

    private final GradCheckReport report;

    StepPlots(GradCheckReport report) {
        this.report = report;
    }

    String toHtml() {
        List<Coordinate> shown = report.worst(MOST);
        return Page.of("Gradient check - autodiff", out -> {
            String verdict = report.verdict().name().replace('_', ' ');
            out.element("h1", "Gradient check: " + verdict).line();
            out.element("p", report.reason()).line();
            out.element("p", introduction(shown.size()), "class", "soft").line();
            out.open("div", "class", "charts").line();
            shown.forEach(c -> card(out, c));
            out.close().line();
            out.element("h2", "Report").line();
            out.element("pre", report.toString()).line();
        });
    }

    private String introduction(int shown) {
        int all = report.coordinates().size();
        return Text.format(
                "%s, the worst first. A central difference (f(x + h) - f(x - h)) / 2h has an error of truncation, which"
                        + " grows as h^2, and one of rounding, which grows as 1/h: on logarithmic axes a V. Its lowest"
                        + " point says how well the derivative is known; a claim that lies above it is wrong.",
                shown == all ? Text.count(all, "derivative") : Text.format("%d of %,d derivatives", shown, all));
    }

    private void card(Markup out, Coordinate c) {
        StepErrors errors = StepErrors.of(c);
        String sentence = sentence(errors);
        out.open("figure", "class", "card").line();
        String order = c.order() == 1 ? "" : ", order " + c.order();
        out.element("h3", c.name() + order + ": " + c.status()).line();
        if (errors.best() >= 0) {
            byte[] svg = StepChart.svg(errors).getBytes(StandardCharsets.UTF_8);
            String source = "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg);
            out.empty("img", "class", "chart", "src", source, "alt", sentence).line();
        }
        out.element("figcaption", sentence).line();
        out.close().line();
    }

    /** What one sees in the chart of a coordinate. */
    static String sentence(StepErrors errors) {
        Coordinate c = errors.coordinate();
        String yours = Text.format("yours is %.8g", c.claimed());
        if (errors.best() < 0) {
            return "There are no finite differences to show; " + yours + ".";
        }
        if (c.status() == Coordinate.Status.KINK) {
            return Text.format(
                    "A kink: with smaller steps the differences do not meet; from the left the slope is %.6g, from the"
                            + " right %.6g; %s.",
                    c.left(), c.right(), yours);
        }
        double step = errors.rungs().get(errors.best()).step();
        return Text.format(
                "The differences lead to %.8g; they come nearest with h = %.1e; %s, which is %.1e away; %.1e was"
                        + " allowed: %s.%s",
                c.numeric(), step, yours, c.error(), c.bound(), words(c.status()), shape(errors));
    }

    private static String words(Coordinate.Status status) {
        return switch (status) {
            case PASS -> "right";
            case WRONG -> "wrong";
            case DISCONNECTED -> "wrong, as zero is claimed and the function moves";
            case KINK -> "a kink";
            case INCONCLUSIVE -> "not decided";
        };
    }

    private static String shape(StepErrors errors) {
        OptionalDouble up = errors.truncation();
        OptionalDouble down = errors.rounding();
        StringBuilder text = new StringBuilder();
        if (up.isPresent()) {
            text.append(Text.format(" With larger steps the error grows as h^%.1f (truncation: 2).", up.getAsDouble()));
        }
        if (down.isPresent()) {
            text.append(Text.format(" With smaller ones it grows as h^%.1f (rounding: -1).", down.getAsDouble()));
        }
        if (errors.rungs().size() <= FEW) {
            text.append(" The first steps agreed, so there were no more.");
        }
        return text.toString();
    }
}
