package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Rng;
import org.autodiff.gradcheck.Coordinate.Status;
import org.autodiff.internal.differences.Differences;
import org.autodiff.internal.differences.Line;
import org.autodiff.internal.differences.Scale;

/**
 * Products of the Hessian with random directions, against differences of the gradient along them; and whether the
 * Hessian is symmetric: {@code u'(Hv) = v'(Hu)}.
 */
final class SecondOrderCheck {
    private static final int DIRECTIONS = 3;

    /** Of the sum of the terms of an inner product. */
    private static final double SYMMETRY = 1e-9;

    private final Subject subject;
    private final Subject.SecondOrder second;
    private final Judge judge;
    private final double[] weights;
    private final Rng rng;
    private final int most;
    private final double[][] start;
    private final List<Coordinate> found = new ArrayList<>();

    SecondOrderCheck(Subject subject, Rows sum, Judge judge, int most, Rng rng) {
        this.subject = subject;
        this.judge = judge;
        this.most = most;
        this.rng = rng;
        second = subject.second();
        weights = sum.upstream(0);
        start = subject.start();
    }

    List<Coordinate> run() {
        double[][][] vectors = new double[DIRECTIONS][][];
        double[][][] products = new double[DIRECTIONS][][];
        double[] middle = gradient(start);
        int[][] chosen = null;
        for (int k = 0; k < DIRECTIONS; k++) {
            double[][] v = ProbeDirection.random(start, rng);
            vectors[k] = v;
            products[k] = second.byReverse(start, weights, v);
            chosen = chosen == null
                    ? Arrays.stream(products[k])
                            .map(claims -> Sampling.elements(claims, most, rng))
                            .toArray(int[][]::new)
                    : chosen;
            Line line = t -> Subject.orOutside(middle.length, () -> gradient(ProbeDirection.move(start, t, v)));
            Differences differences = Differences.of(line, middle, Scale.direction(1));
            String how = " of Hessian times vector " + (k + 1);
            judge(products[k], how + ", reverse over reverse", differences, middle, chosen, v, true);
            double[][] forward = second.byForward(start, weights, v);
            if (forward != null) {
                judge(forward, how + ", forward over reverse", differences, middle, chosen, v, false);
            }
        }
        symmetry(vectors, products);
        return found;
    }

    private double[] gradient(double[][] at) {
        return Arrays.stream(subject.linearize(at).vjp(weights))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private void judge(
            double[][] product,
            String how,
            Differences differences,
            double[] middle,
            int[][] chosen,
            double[][] v,
            boolean reverse) {
        double typical = ProbeDirection.rootMeanSquare(middle); // some are the rounding of terms that cancel
        int offset = 0;
        for (int i = 0; i < chosen.length; i++) {
            Block block = subject.blocks().get(i);
            for (int element : chosen[i]) {
                int component = offset + element;
                double claimed = product[i][element];
                Derivative entry = new Derivative(block.name(), element, -1, block.coordinate(element) + how, 2);
                int b = i;
                found.add(judge.judge(
                        entry,
                        claimed,
                        differences.slope(component, claimed),
                        Math.max(typical, Math.abs(middle[component])),
                        1,
                        () -> {
                            double[][] beside = ProbeDirection.besides(start, rng);
                            return (reverse
                                            ? second.byReverse(beside, weights, v)
                                            : second.byForward(beside, weights, v))
                                    [b][element];
                        }));
            }
            offset += block.size();
        }
    }

    private void symmetry(double[][][] vectors, double[][][] products) {
        for (int k = 1; k < DIRECTIONS; k++) {
            double one = InnerProduct.along(vectors[k], products[0]);
            double other = InnerProduct.along(vectors[0], products[k]);
            double terms =
                    InnerProduct.sizesAlong(vectors[k], products[0]) + InnerProduct.sizesAlong(vectors[0], products[k]);
            double allowed = SYMMETRY * terms;
            if (Math.abs(one - other) > allowed) {
                String name = "symmetry of the Hessian: u'(Hv) and v'(Hu)";
                found.add(new Coordinate(
                        subject.blocks().get(0).name(),
                        -1,
                        -1,
                        name,
                        2,
                        one,
                        other,
                        0,
                        allowed,
                        other,
                        other,
                        Status.WRONG,
                        "the Hessian is not symmetric",
                        List.of()));
                return;
            }
        }
    }
}
