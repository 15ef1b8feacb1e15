package org.autodiff.explain;

import java.util.Locale;
import org.autodiff.ndarray.NdArray;

/** Numbers and arrays, as short as a reader needs them. */
final class TraceText {
    private TraceText() {}

    /** A number with six digits at most: {@code 0.25}, {@code 3}, {@code 1.2e-7}. */
    static String number(double x) {
        if (x == Math.rint(x) && Math.abs(x) < 1e9) {
            return Long.toString((long) x);
        }
        if (!Double.isFinite(x)) {
            return Double.toString(x);
        }
        String exact = Double.toString(x);
        double size = Math.abs(x);
        if (exact.length() <= 8 && exact.indexOf('E') < 0) {
            return exact;
        }
        String text = String.format(Locale.ROOT, size < 1e-3 || size >= 1e9 ? "%.5e" : "%.6g", x);
        int e = text.indexOf('e');
        String digits = e < 0 ? text : text.substring(0, e);
        if (digits.indexOf('.') >= 0) {
            digits = digits.replaceFirst("\\.?0+$", "");
        }
        return e < 0 ? digits : digits + "e" + Integer.parseInt(text.substring(e + 1));
    }

    /** A single number as such; an array by its shape and, if it is small, its numbers. */
    static String array(NdArray x) {
        if (x.size() == 1) {
            return number(x.at(0));
        }
        if (x.size() <= 4) {
            StringBuilder text = new StringBuilder("[");
            for (int i = 0; i < x.size(); i++) {
                text.append(i == 0 ? "" : ", ").append(number(x.at(i)));
            }
            return text.append(x.rank() == 1 ? "]" : "] " + x.shape()).toString();
        }
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < x.size(); i++) {
            min = Math.min(min, x.at(i)); // NaN if one is
            max = Math.max(max, x.at(i));
        }
        return x.shape() + " in [" + number(min) + ", " + number(max) + "]";
    }
}
