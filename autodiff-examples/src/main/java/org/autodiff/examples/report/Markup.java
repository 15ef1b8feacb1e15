package org.autodiff.examples.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes markup that is both HTML and well-formed XML: elements nest and are closed, texts and attributes are escaped.
 *
 * <pre>{@code
 * markup.open("p", "class", "note").text("a < b").close();
 * }</pre>
 */
public final class Markup {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Empty markup. */
    public Markup() {}

    /** Opens an element. */
    public Markup open(String element, Object... attributes) {
        tag(element, attributes).append('>');
        open.push(element);
        return this;
    }

    /** An element without content. */
    public Markup empty(String element, Object... attributes) {
        tag(element, attributes).append("/>");
        return this;
    }

    /** An element that contains only text. */
    public Markup element(String element, String text, Object... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** Closes the innermost open element. */
    public Markup close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** A text. */
    public Markup text(String text) {
        escape(text, false);
        return this;
    }

    /** A style sheet; it must not contain characters that markup has to escape. */
    public Markup style(String css) {
        if (css.contains("<") || css.contains("&")) {
            throw new IllegalArgumentException("style: must not contain < or &");
        }
        open("style");
        out.append(css);
        return close();
    }

    /** A line break in the source. */
    public Markup line() {
        out.append('\n');
        return this;
    }

    private StringBuilder tag(String element, Object... attributes) {
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException("markup: attributes of " + element + " are not pairs of name and value");
        }
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1].toString(), true);
            out.append('"');
        }
        return out;
    }

    private void escape(String text, boolean attribute) {
        text.codePoints().forEach(point -> {
            switch (point) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append(attribute ? "&quot;" : "\"");
                default -> out.appendCodePoint(allowed(point) ? point : 0xFFFD);
            }
        });
    }

    /** The characters of XML 1.0. */
    private static boolean allowed(int point) {
        return point >= 0x20 && point <= 0xD7FF
                || point >= 0xE000 && point <= 0xFFFD
                || point >= 0x10000
                || point == '\t'
                || point == '\n'
                || point == '\r';
    }

    /**
     * The markup that was written.
     *
     * @throws IllegalStateException if an element is still open
     */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("markup: not closed: " + open);
        }
        return out.toString();
    }
}
