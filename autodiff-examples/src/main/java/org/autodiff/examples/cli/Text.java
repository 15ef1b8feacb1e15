package org.autodiff.examples.cli;

import java.util.Locale;

/** Pieces of text in messages and tables; numbers are written the same way in every locale. */
public final class Text {
    private static final int QUOTED_LENGTH = 40;

    private Text() {}

    /** As {@link String#format}, in the root locale. */
    public static String format(String pattern, Object... arguments) {
        return String.format(Locale.ROOT, pattern, arguments);
    }

    /**
     * A value from outside in single quotes, on one line: control characters escaped, and long values cut with "...".
     */
    public static String quote(String value) {
        StringBuilder text = new StringBuilder("'");
        int[] points = value.codePoints().limit(QUOTED_LENGTH).toArray();
        for (int point : points) {
            switch (point) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (isInvisible(point)) {
                        text.append(format("\\u%04x", point));
                    } else {
                        text.appendCodePoint(point);
                    }
                }
            }
        }
        boolean cut = value.codePointCount(0, value.length()) > points.length;
        return text.append(cut ? "...'" : "'").toString();
    }

    private static boolean isInvisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /** A count with its noun: "1 row", "1,797 rows". */
    public static String count(long n, String noun) {
        return format("%,d %s%s", n, noun, n == 1 ? "" : noun.endsWith("s") ? "es" : "s");
    }

    /** A share in percent, with one decimal: "97.8 %". */
    public static String percent(double share) {
        return format("%.1f %%", 100 * share);
    }

    /** A message on one line, whatever it was. */
    public static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
