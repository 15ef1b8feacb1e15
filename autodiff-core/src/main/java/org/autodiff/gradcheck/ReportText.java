package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.autodiff.gradcheck.Coordinate.Status;
import org.autodiff.gradcheck.GradCheckReport.Verdict;

/** A report in some ten lines: the verdict, the Taylor test, how good the check was, and the worst coordinates. */
final class ReportText {
    private static final int SHOWN = 10;
    private static final int SHOWN_OF_A_PASS = 3;

    private ReportText() {}

    static String of(GradCheckReport r) {
        List<String> lines = new ArrayList<>();
        lines.add(verdict(r) + ": " + r.reason());
        if (r.coordinates().isEmpty()) {
            lines.addAll(r.hints());
            return String.join(System.lineSeparator(), lines);
        }
        lines.add(
                Double.isNaN(r.taylor())
                        ? "Taylor test: not available, the remainder vanishes or is rounding"
                        : format("Taylor test: order %.2f (2.00 is right, 1.00 is wrong)", r.taylor()));
        if (!Double.isNaN(r.smallestError())) {
            lines.add(format(
                    "Smallest error that would have been seen: %.0e, weakest at %s", r.smallestError(), r.weakest()));
        }
        lines.add(format(
                "Right: |yours - numeric| <= %s%.0e max(|yours|, |numeric|) + error bar",
                r.absoluteTolerance() == 0 ? "" : format("%.0e + ", r.absoluteTolerance()), r.tolerance()));
        lines.addAll(r.hints());
        lines.addAll(table(r.worst(r.verdict() == Verdict.PASS ? SHOWN_OF_A_PASS : SHOWN)));
        return String.join(System.lineSeparator(), lines);
    }

    private static String verdict(GradCheckReport r) {
        String name = r.verdict().name().replace('_', ' ');
        return r.sampled() && r.passed() ? name + " (sampled)" : name;
    }

    private static List<String> table(List<Coordinate> some) {
        List<String[]> cells = new ArrayList<>();
        cells.add(new String[] {"", "yours", "numeric", "error bar", "relative error", "verdict"});
        for (Coordinate c : some) {
            cells.add(new String[] {
                c.name(),
                number(c.claimed()),
                c.status() == Status.KINK || isKink(c)
                        ? number(c.left()) + " | " + number(c.right())
                        : number(c.numeric()),
                format("%.1e", c.errorBar()),
                format("%.1e", c.relativeError()),
                c.status() + (c.why().isEmpty() || c.status() == Status.KINK ? "" : ", " + c.why())
            });
        }
        int[] width = new int[5];
        cells.forEach(row -> {
            for (int i = 0; i < width.length; i++) {
                width[i] = Math.max(width[i], row[i].length());
            }
        });
        return cells.stream().map(row -> line(row, width)).collect(Collectors.toList());
    }

    private static boolean isKink(Coordinate c) {
        return Double.isFinite(c.left()) && Double.isFinite(c.right()) && c.left() != c.right();
    }

    private static String line(String[] row, int[] width) {
        StringBuilder text = new StringBuilder("  ");
        for (int i = 0; i < width.length; i++) {
            text.append(String.format(Locale.ROOT, i == 0 ? "%-" + width[i] + "s  " : "%" + width[i] + "s  ", row[i]));
        }
        return text.append(row[width.length]).toString();
    }

    /** Ten digits, without zeros at the end. */
    private static String number(double x) {
        String text = format("%.10g", x);
        int exponent = text.indexOf('e');
        String digits = exponent < 0 ? text : text.substring(0, exponent);
        if (digits.contains(".")) {
            digits = digits.replaceAll("\\.?0+$", "");
        }
        return exponent < 0 ? digits : digits + text.substring(exponent);
    }

    private static String format(String text, Object... numbers) {
        return String.format(Locale.ROOT, text, numbers);
    }
}
