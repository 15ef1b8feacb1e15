package org.autodiff.internal.differences;

/**
 * The size of steps along a line.
 *
 * @param position where the line stands, if t is added to one coordinate: then the steps are such that {@code
 *     position + t} is exact; NaN for a direction in many coordinates
 * @param unit the t by which the line moves as far as its point is large
 */
public record Scale(double position, double unit) {
    public Scale {
        if (!(unit > 0 && Double.isFinite(unit))) {
            throw new IllegalArgumentException("scale: unit is " + unit + ", must be positive and finite");
        }
    }

    /** For the line {@code x + t} of one coordinate. */
    public static Scale coordinate(double x) {
        if (!Double.isFinite(x)) {
            throw new IllegalArgumentException("scale: the coordinate is " + x + ", must be finite");
        }
        return new Scale(x, x == 0 ? 1 : Math.abs(x));
    }

    /** For a direction; {@code t = unit} moves the point by about its own size. */
    public static Scale direction(double unit) {
        return new Scale(Double.NaN, unit);
    }

    /** A step near h for which {@code position + h} and {@code position - h} are exact, if it is at most |position|. */
    double round(double h) {
        if (!isCoordinate()) {
            return h;
        }
        double size = Math.abs(position);
        double exact = size + h - size;
        return exact > 0 ? exact : Math.ulp(size);
    }

    /** How far from {@code position + h} the line is evaluated, at most. */
    double inexact(double h) {
        if (!isCoordinate()) {
            return Math.ulp(unit);
        }
        return h <= Math.abs(position) || position == 0 ? 0 : Math.ulp(Math.abs(position) + h) / 2;
    }

    boolean isCoordinate() {
        return !Double.isNaN(position);
    }
}
