package org.autodiff.examples.formula;

/** The text of a formula, for messages that point into it. Columns are counted in code points, as ANTLR does. */
record SourceText(String text) {
    /** So many characters of a line are shown; of a longer one, the part around the place. */
    private static final int WIDTH = 76;

    private static final String CUT = "...";

    /** What is wrong at a column of the text. */
    FormulaException error(int column, String message) {
        return error(column, message, null);
    }

    FormulaException error(int column, String message, Throwable cause) {
        int position = text.offsetByCodePoints(0, Math.min(column, text.codePointCount(0, text.length())));
        return new FormulaException(message + "\n" + withCaret(position), column, cause);
    }

    /** The line with the position, and a caret under it. */
    private String withCaret(int position) {
        int start = text.lastIndexOf('\n', position - 1) + 1;
        int newline = text.indexOf('\n', position);
        String line = text.substring(start, newline < 0 ? text.length() : newline);
        int caret = position - start;
        if (line.length() > WIDTH) {
            int from = Math.max(0, Math.min(caret - WIDTH / 2, line.length() - WIDTH));
            int to = from + WIDTH;
            String before = from > 0 ? CUT : "";
            caret += before.length() - from;
            line = before + line.substring(from, to) + (to < line.length() ? CUT : "");
        }
        int columns = line.codePointCount(0, caret);
        return "  " + line.replaceAll("\\s", " ") + "\n  " + " ".repeat(columns) + "^";
    }
}
