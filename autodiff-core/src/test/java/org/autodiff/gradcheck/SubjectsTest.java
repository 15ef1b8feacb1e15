package org.autodiff.gradcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** What a check asks of a function and of its gradient, beside the right numbers at the point. */
class SubjectsTest {
    private static void is(Verdict expected, GradCheck check) {
        GradCheckReport report = check.report();
        assertEquals(expected, report.verdict(), report.toString());
    }

    /** Squares, element by element, with a vector-Jacobian product in terms of 2x and u. */
    private static CheckedFunction squares(Shape of, BinaryOperator<Double> product) {
        return new CheckedFunction() {
            @Override
            public NdArray value(Map<String, NdArray> at) {
                return map(at.get("a"), x -> x * x);
            }

            @Override
            public Map<String, NdArray> vjp(Map<String, NdArray> at, NdArray upstream) {
                double[] g = new double[upstream.size()];
                for (int i = 0; i < g.length; i++) {
                    g[i] = product.apply(2 * at.get("a").toArray()[i], upstream.toArray()[i]);
                }
                return Map.of("a", NdArray.of(of, g));
            }
        };
    }

    private static NdArray map(NdArray x, UnaryOperator<Double> f) {
        double[] y = x.toArray();
        for (int i = 0; i < y.length; i++) {
            y[i] = f.apply(y[i]);
        }
        return NdArray.of(x.shape(), y);
    }

    @Test
    void theProductIsLinearInItsVector() {
        Map<String, NdArray> one = Map.of("a", NdArray.of(3.0));
        Map<String, NdArray> two = Map.of("a", NdArray.of(new double[] {3, -2}));
        is(Verdict.PASS, GradCheck.of(squares(Shape.of(), (d, u) -> d * u)).at(one));
        is(Verdict.WRONG, GradCheck.of(squares(Shape.of(), (d, u) -> d)).at(one));
        is(Verdict.PASS, GradCheck.of(squares(Shape.of(2), (d, u) -> d * u)).at(two));
        is(
                Verdict.WRONG,
                GradCheck.of(squares(Shape.of(2), (d, u) -> d * u * u)).at(two));
        is(
                Verdict.WRONG,
                GradCheck.of(squares(Shape.of(2), (d, u) -> d * Math.signum(u))).at(two));
        GradCheckReport report =
                GradCheck.of(squares(Shape.of(), (d, u) -> d)).at(one).report();
        assertTrue(
                report.reason().contains("with respect to a it goes from 6.000000000 to 6.000000000"), report.reason());
    }

    @Test
    void aRuleThatIgnoresTheUpstreamIsWrongAlsoAtTheEndOfTheFunction() {
        TensorFunction forgetful = Autodiff.custom(xs -> xs[0].square(), (xs, y, u) -> new Tensor[] {xs[0].mul(2)});
        is(Verdict.WRONG, GradCheck.of(forgetful).at(Tensor.of(3)));
    }

    @Test
    void aGradientOfAnotherShapeIsRefused() {
        Map<String, NdArray> x = Map.of("a", NdArray.of(Shape.of(2, 1), 3, -2));
        GradCheck check = GradCheck.of(squares(Shape.of(1, 2), (d, u) -> d * u)).at(x);
        IllegalStateException e = assertThrows(IllegalStateException.class, check::report);
        assertTrue(e.getMessage().contains("'a' has shape (1, 2), the input has shape (2, 1)"), e.getMessage());
    }

    @Test
    void aGradientMayRefusePointsNearby() {
        is(
                Verdict.PASS,
                GradCheck.of(x -> x[0] * x[0] * x[1], x -> {
                            if (x[0] != 1) {
                                throw new IllegalArgumentException("only known at 1");
                            }
                            return new double[] {2 * x[1], 1};
                        })
                        .at(1, 2));
    }

    @Test
    void theRoundingOfSubnormalNumbersIsNoMistake() {
        // The products are some 1e-321, where one unit in the last place is a thousandth.
        Tensor a = Tensor.of(new double[][] {
            {-1.0402758910524634e-161, 1.3740680457824907e-160}, {-4.911214619417879e-161, -1.368129678536781e-160}
        });
        Tensor b = Tensor.of(new double[][] {{2.8027271827670947e-161}, {-5.454830863e-161}});
        for (int seed = 0; seed < 20; seed++) {
            GradCheckReport report =
                    GradCheck.of(xs -> xs[0].matmul(xs[1])).at(a, b).seed(seed).report();
            assertTrue(report.worst(1).stream().noneMatch(c -> c.status().isWrong()), report.toString());
        }
    }

    @Test
    void aFunctionThatIsNotFiniteWhereItMovesIsNotAccused() {
        // x^y with x and y of 1e-160 is 1 as far as doubles tell, until x is negative.
        GradCheckReport report = GradCheck.of(x -> Math.pow(x[0], 1e-160), x ->
                        new double[] {1e-160 / x[0] * Math.pow(x[0], 1e-160)})
                .at(7e-161)
                .report();
        assertEquals(Verdict.INCONCLUSIVE, report.verdict(), report.toString());
    }
}
