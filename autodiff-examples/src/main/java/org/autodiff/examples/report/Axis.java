package org.autodiff.examples.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.autodiff.examples.cli.Text;

/**
 * An axis of a chart: its range of numbers, their positions, and its ticks.
 *
 * @param low the number at its beginning
 * @param high the number at its end, above {@code low}
 * @param logarithmic whether equal lengths mean equal factors, and not equal differences
 * @param ticks the marked numbers, in order
 */
public record Axis(double low, double high, boolean logarithmic, List<Double> ticks) {
    private static final double SMALLEST = 1e-300;

    /** A linear axis over a range, with about {@code count} ticks at 1, 2 or 5 times a power of ten. */
    public static Axis linear(double low, double high, int count) {
        double top = high > low ? high : low + 1;
        double step = niceStep((top - low) / count);
        List<Double> ticks = new ArrayList<>();
        for (long k = (long) Math.ceil(low / step - 1e-9); k * step <= top + 1e-9 * step; k++) {
            ticks.add(k * step);
        }
        return new Axis(low, top, false, ticks);
    }

    /** A linear axis that begins and ends on a tick. */
    public static Axis linearWithin(double low, double high, int count) {
        double step = niceStep((high > low ? high - low : 1) / count);
        return linear(Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step, count);
    }

    /** A logarithmic axis over whole decades, marked at powers of ten. */
    public static Axis logarithmic(double low, double high) {
        int from = (int) Math.floor(Math.log10(Math.max(low, SMALLEST)) + 1e-9);
        int to = Math.max(from + 1, (int) Math.ceil(Math.log10(Math.max(high, SMALLEST)) - 1e-9));
        int step = Math.max(1, (to - from + 6) / 7);
        List<Double> ticks = new ArrayList<>();
        for (int power = from; power <= to; power += step) {
            ticks.add(Double.parseDouble("1e" + power));
        }
        return new Axis(Double.parseDouble("1e" + from), Double.parseDouble("1e" + to), true, ticks);
    }

    private static double niceStep(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double factor : new double[] {1, 2, 5}) {
            if (rough <= factor * power * (1 + 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** The position of a number: 0 at the beginning, 1 at the end. */
    public double position(double value) {
        return logarithmic
                ? Math.log(Math.max(value, SMALLEST) / low) / Math.log(high / low)
                : (value - low) / (high - low);
    }

    /**
     * A number of this axis as text: without trailing zeros, and with a power of ten if it is very small or large.
     */
    public static String label(double value) {
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e6)) {
            return Text.format("%.0e", value)
                    .replace("e-0", "e-")
                    .replace("e+0", "e")
                    .replace("e+", "e");
        }
        return new BigDecimal(Text.format("%.4f", value)).stripTrailingZeros().toPlainString();
    }
}
