package org.autodiff.gradcheck;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** Says which entries of a Jacobian are wrong, in a few lines, and what mistake they look like. */
final class WrongEntries {
    private static final int SHOWN = 5;

    /** Two numbers look alike to the author: far more than rounding, far less than a factor of 2. */
    private static final double ALIKE = 1e-4;

    private final List<Entry> wrong;

    private WrongEntries(List<Entry> wrong) {
        this.wrong = wrong;
    }

    static String describe(List<Entry> wrong, int compared) {
        List<String> lines = new ArrayList<>();
        lines.add(
                wrong.size() + " of " + compared + (compared == 1 ? " derivative is" : " derivatives are") + " wrong");
        String mistake = new WrongEntries(wrong).mistake();
        wrong.stream().limit(SHOWN).forEach(e -> lines.add("    " + e + mistake));
        if (wrong.size() > SHOWN) {
            lines.add("    and " + (wrong.size() - SHOWN) + " more");
        }
        return String.join(System.lineSeparator(), lines);
    }

    /** What all of them have in common; empty if nothing. */
    private String mistake() {
        if (wrong.stream().allMatch(e -> e.yours() == 0)) {
            return " - yours is zero, but the output moves";
        }
        double ratio = wrong.get(0).yours() / wrong.get(0).numeric();
        if (Double.isFinite(ratio) && wrong.stream().allMatch(e -> near(e.yours(), ratio * e.numeric()))) {
            return near(ratio, -1)
                    ? " - the sign is turned"
                    : wrong.size() == 1 ? "" : " - yours is " + round(ratio) + " times the right one";
        }
        boolean elsewhere = wrong.stream()
                .allMatch(e -> wrong.stream().anyMatch(other -> other != e && near(e.yours(), other.numeric())));
        return elsewhere ? " - the number of another place: a transpose, or swapped indices?" : "";
    }

    private static String round(double ratio) {
        return BigDecimal.valueOf(ratio)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static boolean near(double a, double b) {
        return Math.abs(a - b) <= ALIKE * Math.abs(b);
    }
}
