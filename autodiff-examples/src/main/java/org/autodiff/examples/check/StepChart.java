package org.autodiff.examples.check;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.autodiff.examples.cli.UserError;
import org.autodiff.gradcheck.Coordinate;
import org.autodiff.gradcheck.Coordinate.Rung;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart of one coordinate over the step h: the error of its central differences, both axes logarithmic; at a kink the
 * one-sided differences themselves.
 */
final class StepChart {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 380;
    private static final double MANY_DECADES = 1e8;
    private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    private static final Color RULE = new Color(0xdfe3ea);
    private static final Color SOFT = new Color(0x566072);
    private static final Color BLUE = new Color(0x1f5fbf);
    private static final Color ORANGE = new Color(0xb8500a);
    private static final Color RED = new Color(0xbe321e);
    private static final Color GREEN = new Color(0x2e7d32);
    private static final BasicStroke THIN = new BasicStroke(1);
    private static final BasicStroke DASHED =
            new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {6, 4}, 0);

    private final StepErrors errors;
    private final Coordinate coordinate;
    private final double[] steps;
    private final XYChart chart;

    private StepChart(StepErrors errors, String yTitle, boolean logarithmic) {
        this.errors = errors;
        this.coordinate = errors.coordinate();
        this.steps = errors.steps();
        chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle("step h")
                .yAxisTitle(yTitle)
                .build();
        XYStyler style = chart.getStyler();
        style.setXAxisLogarithmic(true).setYAxisLogarithmic(logarithmic);
        style.setPlotGridLinesColor(RULE).setPlotGridLinesStroke(THIN).setPlotBorderColor(SOFT);
        style.setXAxisLogarithmicDecadeOnly(true).setYAxisLogarithmicDecadeOnly(true);
        style.setAxisTickLabelsFont(SMALL)
                .setXAxisLabelRotation(manyDecades() ? 45 : 0)
                .setLegendFont(SMALL);
        style.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE);
        style.setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE);
    }

    /**
     * The chart as SVG.
     *
     * @throws UserError if this machine has no fonts to draw texts with
     */
    static String svg(StepErrors errors) {
        System.setProperty("java.awt.headless", "true"); // before anything of AWT: it draws, but has no window
        try {
            StepChart chart = errors.coordinate().status() == Coordinate.Status.KINK ? kink(errors) : of(errors);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            VectorGraphicsEncoder.saveVectorGraphic(chart.chart, out, VectorGraphicsFormat.SVG);
            return out.toString(StandardCharsets.UTF_8);
        } catch (IOException | LinkageError | InternalError e) {
            throw new UserError(
                    "--plot: Java cannot draw on this machine (" + e + "): install fontconfig and a font, such as"
                            + " fonts-dejavu, and a JDK with java.desktop",
                    e);
        }
    }

    private static StepChart of(StepErrors errors) {
        StepChart chart = new StepChart(errors, "distance from the result", true);
        double[] distances = errors.errors();
        chart.reference("h^2", 2, distances, errors.nextAbove(), GREEN);
        chart.reference("1/h", -1, distances, errors.nextBelow(), ORANGE);
        chart.level("yours", Math.abs(chart.coordinate.claimed() - chart.coordinate.numeric()), RED);
        chart.level("error bar", chart.coordinate.errorBar(), SOFT);
        chart.line("differences", chart.steps, distances, BLUE);
        double[] at = {chart.steps[errors.best()]};
        XYSeries best = chart.chart.addSeries("nearest", at, new double[] {distances[errors.best()]});
        best.setMarker(SeriesMarkers.DIAMOND).setMarkerColor(RED);
        best.setLineColor(RED).setLineStyle(THIN);
        return chart;
    }

    private static StepChart kink(StepErrors errors) {
        StepChart chart = new StepChart(errors, "one-sided difference", false);
        chart.line("from the right", chart.steps, errors.of(Rung::forward), BLUE);
        chart.line("from the left", chart.steps, errors.of(Rung::backward), ORANGE);
        chart.straight("yours", chart.coordinate.claimed(), RED);
        return chart;
    }

    private boolean manyDecades() {
        return steps[steps.length - 1] / steps[0] > MANY_DECADES;
    }

    private void line(String name, double[] x, double[] y, Color colour) {
        if (Arrays.stream(y).allMatch(Double::isFinite)) {
            XYSeries series = chart.addSeries(name, x, y);
            series.setLineColor(colour).setLineStyle(new BasicStroke(2));
            series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(colour);
        }
    }

    /** A line of the given slope through one of the points, as far as it stays within the others. */
    private void reference(String name, int slope, double[] distances, int through, Color colour) {
        if (through < 0) {
            return;
        }
        double lowest = Arrays.stream(distances).min().orElseThrow();
        double highest = Arrays.stream(distances).max().orElseThrow();
        double[] y = Arrays.stream(steps)
                .map(h -> distances[through] * Math.pow(h / steps[through], slope))
                .toArray();
        int[] shown = IntStream.range(0, y.length)
                .filter(i -> y[i] >= lowest / 3 && y[i] <= highest * 3)
                .toArray();
        if (shown.length >= 2) {
            double[] xs = Arrays.stream(shown).mapToDouble(i -> steps[i]).toArray();
            dashed(name, xs, Arrays.stream(shown).mapToDouble(i -> y[i]).toArray(), colour);
        }
    }

    /** A horizontal line on a logarithmic axis, if it can be shown there. */
    private void level(String name, double height, Color colour) {
        if (Double.isFinite(height)) {
            straight(name, Math.max(height, errors.floor()), colour);
        }
    }

    private void straight(String name, double height, Color colour) {
        if (Double.isFinite(height)) {
            double[] y = new double[steps.length];
            Arrays.fill(y, height);
            dashed(name, steps, y, colour);
        }
    }

    private void dashed(String name, double[] x, double[] y, Color colour) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setLineColor(colour).setLineStyle(DASHED);
        series.setMarker(SeriesMarkers.NONE);
    }
}
