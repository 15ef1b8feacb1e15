package org.autodiff.examples.report;

import java.util.List;
import org.autodiff.examples.cli.Text;

/**
 * A chart of numbers over the epochs of a training, as inline SVG; its colours come from the style sheet of the page.
 *
 * @param title what it shows
 * @param xTitle what the horizontal axis counts
 * @param first the count at which the lines begin
 * @param yTitle what the vertical axis measures, with its unit
 * @param y the vertical axis
 * @param series the lines; all of the same length
 */
public record LineChart(String title, String xTitle, int first, String yTitle, Axis y, List<Series> series) {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 340;
    private static final int LEFT = 72;
    private static final int RIGHT = 16;
    private static final int TOP = 40;
    private static final int BOTTOM = 52;

    /** A line with more points than this has no dots that show their numbers. */
    private static final int MAX_DOTS = 250;

    /**
     * A line.
     *
     * @param name for the legend
     * @param unit after its numbers, or empty
     * @param values one for each position of the horizontal axis
     */
    public record Series(String name, String unit, List<Double> values) {}

    /** Writes the chart. */
    public void writeTo(Markup out) {
        int points = series.get(0).values().size();
        Axis x = Axis.linear(first, first + Math.max(1, points - 1), 8);
        out.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "role",
                "img",
                "class",
                "chart");
        out.element("title", title + ": " + yTitle + ", by " + xTitle).line();
        grid(out, x);
        for (int i = 0; i < series.size(); i++) {
            line(out, x, series.get(i), i + 1);
            legend(out, series.get(i), i);
        }
        out.close().line();
    }

    private void grid(Markup out, Axis x) {
        int right = WIDTH - RIGHT;
        int bottom = HEIGHT - BOTTOM;
        for (double tick : y.ticks()) {
            String at = yAt(tick);
            out.empty("line", "class", "grid", "x1", LEFT, "x2", right, "y1", at, "y2", at);
            text(out, "tick end", LEFT - 8, at, "0.32em", Axis.label(tick));
        }
        out.line();
        for (double tick : x.ticks()) {
            if (tick != Math.rint(tick)) {
                continue; // there is no half epoch
            }
            String at = xAt(x, tick);
            out.empty("line", "class", "axis", "x1", at, "x2", at, "y1", bottom, "y2", bottom + 5);
            text(out, "tick middle", at, bottom + 19, "0", Axis.label(tick));
        }
        out.empty("line", "class", "axis", "x1", LEFT, "x2", right, "y1", bottom, "y2", bottom);
        out.line();
        text(out, "name middle", (LEFT + right) / 2, HEIGHT - 10, "0", xTitle);
        int middle = (TOP + bottom) / 2;
        out.element("text", yTitle, "class", "name middle", "transform", "translate(14 " + middle + ") rotate(-90)");
        out.line();
    }

    private void line(Markup out, Axis x, Series line, int number) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < line.values().size(); i++) {
            points.append(i == 0 ? "" : " ")
                    .append(xAt(x, first + i))
                    .append(',')
                    .append(yAt(line.values().get(i)));
        }
        out.empty("polyline", "class", "line s" + number, "points", points).line();
        if (line.values().size() > MAX_DOTS) {
            return;
        }
        for (int i = 0; i < line.values().size(); i++) {
            double value = line.values().get(i);
            out.open("circle", "class", "dot s" + number, "cx", xAt(x, first + i), "cy", yAt(value), "r", 4);
            out.element("title", Text.format("%s %d: %s %.4g%s", xTitle, first + i, line.name(), value, line.unit()));
            out.close();
        }
        out.line();
    }

    private static void legend(Markup out, Series line, int index) {
        int x = LEFT + index * 150;
        out.empty("line", "class", "line s" + (index + 1), "x1", x, "x2", x + 28, "y1", 18, "y2", 18);
        text(out, "name", x + 36, 18, "0.32em", line.name());
        out.line();
    }

    private static void text(Markup out, String style, Object x, Object y, String shift, String text) {
        out.element("text", text, "class", style, "x", x, "y", y, "dy", shift);
    }

    private static String xAt(Axis axis, double value) {
        return Text.format("%.1f", LEFT + axis.position(value) * (WIDTH - LEFT - RIGHT));
    }

    private String yAt(double value) {
        return Text.format("%.1f", HEIGHT - BOTTOM - y.position(value) * (HEIGHT - TOP - BOTTOM));
    }
}
