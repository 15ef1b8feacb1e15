package org.autodiff.laws;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.internal.gates.elementwise.Special;
import org.autodiff.laws.Sample.On;
import org.autodiff.ndarray.Shape;

/** Samples of the gates of special functions. */
final class SpecialSamples {
    private SpecialSamples() {}

    static List<Sample> all() {
        return List.of(
                Samples.unary(Special.ERF, (d, s) -> d.between(s, -3, 3)),
                Samples.unary(Special.ERFC, (d, s) -> d.between(s, -3, 3)),
                Samples.unary(new Special.Erfinv(), (d, s) -> d.between(s, -0.95, 0.95)),
                Samples.unary(Special.NORMAL_CDF, (d, s) -> d.between(s, -4, 4)),
                new Sample(
                        Special.Gaussian.class,
                        d -> new On(
                                new Special.Gaussian(d.integer(1, 3), d.oneOf(0.5, 1.0)),
                                d.between(d.shapeOrEmpty(0, 4), -3, 3))),
                Samples.unary(Special.LGAMMA, SpecialSamples::betweenPoles),
                new Sample(
                        Special.Polygamma.class,
                        d -> new On(new Special.Polygamma(d.integer(0, 4)), betweenPoles(d, d.shapeOrEmpty(0, 4)))));
    }

    /** One to five, or around -3/2: in one interval, since high derivatives differ by powers of ten between two. */
    private static Tensor betweenPoles(Draw d, Shape shape) {
        return d.oneIn(3) ? d.between(shape, -1.7, -1.3) : d.between(shape, 1, 5);
    }
}
