package org.autodiff.laws;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.internal.gates.elementwise.Arithmetic;
import org.autodiff.internal.gates.reduce.Normalisation;
import org.autodiff.internal.gates.reduce.Norms;
import org.autodiff.internal.gates.reduce.Scans;
import org.autodiff.laws.Sample.On;
import org.autodiff.ndarray.Shape;

/** Samples of the gates of reductions and scans. */
final class ReductionSamples {
    private ReductionSamples() {}

    static List<Sample> all() {
        return List.of(
                // Rows of at least two: the norm of one number has a constant slope, and centring leaves nothing.
                new Sample(Normalisation.Centre.class, d -> {
                    Tensor x = d.tensor(d.ranked(d.integer(1, 3), 2));
                    return new On(new Normalisation.Centre(d.axes(x.shape())), x);
                }),
                new Sample(Norms.Norm.class, d -> {
                    double p = exponent(d);
                    Shape shape = p > 0 ? d.shapeOrEmpty(0, 4) : d.shape();
                    return new On(new Norms.Norm(p, d.axes(shape)), d.awayFromZero(shape, 0.3));
                }),
                new Sample(Norms.NormSlope.class, d -> {
                    Shape shape = d.ranked(d.integer(1, 3), 2);
                    return new On(new Norms.NormSlope(exponent(d), d.axes(shape)), d.awayFromZero(shape, 0.3));
                }),
                new Sample(Scans.Cumsum.class, d -> {
                    Tensor x = d.tensor(d.shapeOrEmpty(1, 4));
                    return new On(new Scans.Cumsum(d.integer(0, x.rank() - 1), d.oneIn(2)), x);
                }),
                new Sample(Scans.Cumprod.class, d -> {
                    Tensor x = someZeros(d, d.shapeOrEmpty(1, 4));
                    return new On(new Scans.Cumprod(d.integer(0, x.rank() - 1)), x);
                }),
                Samples.binary(new Arithmetic.Distance(), Draw::tensor, Draw::tensor),
                new Sample(Scans.Recurrence.class, d -> {
                    Shape shape = d.shapeOrEmpty(1, 4);
                    Scans.Recurrence gate = new Scans.Recurrence(d.integer(0, shape.rank() - 1), d.oneIn(2));
                    return new On(gate, someZeros(d, shape), d.tensor(shape));
                }));
    }

    private static double exponent(Draw d) {
        return d.oneOf(2.0, 2.0, 3.0, 1.5, 2.5, 0.5, -1.5, -0.5);
    }

    /** Numbers of which some are exactly 0, but the first is not: a product that starts with 0 is 0 all along. */
    private static Tensor someZeros(Draw d, Shape shape) {
        double[] x = d.tensor(shape).toArray();
        for (int i = 1; i < x.length; i++) {
            x[i] = d.oneIn(4) ? 0 : x[i];
        }
        return Tensor.of(shape, x);
    }
}
