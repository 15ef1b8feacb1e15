package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.autodiff.Autodiff;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.custom.CustomFunction;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.ndarray.Shape;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

/** What a report says of a wrong gradient: the line that made it, and the mistake that it looks like. */
class WrongGradientsTest {
    private static final Tensor X = Tensor.of(Rng.of(1).uniform(Shape.of(4, 3), -1, 1));
    private static final Tensor W = Tensor.of(Rng.of(2).uniform(Shape.of(3, 5), -1, 1));

    private static String hint(GradCheckReport report, String beginning) {
        List<String> found =
                report.hints().stream().filter(h -> h.startsWith(beginning)).toList();
        assertEquals(1, found.size(), report::toString);
        assertTrue(report.toString().contains(found.get(0)), report::toString);
        return found.get(0);
    }

    private static void assertBlames(String marker, String operation, GradCheckReport report) {
        assertEquals(Verdict.WRONG, report.verdict(), report::toString);
        String where = hint(report, "Where: ");
        assertTrue(
                where.contains(operation + " at " + Lines.blamed(WrongGradientsTest.class, marker)), report.toString());
    }

    // ---- where

    private record Swish() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x / (1 + StrictMath.exp(-x));
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            Tensor s = x.sigmoid();
            return s.add(x.mul(s)); // x s (1 - s)
        }
    }

    @Test
    void theLineOfAWrongGate() {
        GradCheckReport report = GradCheck.of(xs -> {
                    Tensor h = X.matmul(xs[0]);
                    Tensor a = new Swish().on(h); // BLAME swish
                    return a.softmax(1).square().sum();
                })
                .at(W)
                .report();
        assertBlames("swish", "swish", report);
    }

    @Test
    void theLineOfAWrongGateBelowAParameter() {
        Parameter w = Parameter.of("w", W);
        GradCheckReport report = GradCheck.of(() -> {
                    Tensor h = X.matmul(w);
                    return new Swish().on(h).sum(); // BLAME parameter
                })
                .parameter(w)
                .report();
        assertBlames("parameter", "swish", report);
        assertEquals(W.value(), w.value());
    }

    @Test
    void theLineOfAWrongCustomDerivative() {
        CustomFunction norm = Autodiff.custom(
                        xs -> xs[0].square().sum().sqrt(), (xs, y, u) -> new Tensor[] {u.mul(xs[0])})
                .named("norm");
        GradCheckReport report = GradCheck.of(xs -> {
                    Tensor h = xs[0].sin();
                    return norm.apply(h).exp(); // BLAME custom
                })
                .at(Tensor.of(0.3, 1.2, -0.7))
                .report();
        assertBlames("custom", "norm", report);
    }

    @Test
    void theLineOfADetach() {
        GradCheckReport report = GradCheck.of(xs -> {
                    Tensor scale = xs[0].square().sum().detach(); // BLAME detach
                    return xs[0].mul(scale).sum();
                })
                .at(Tensor.of(0.3, 1.2, -0.7))
                .report();
        assertBlames("detach", "detach", report);
    }

    @Test
    void theLineOfAPartWithinNoGrad() {
        GradCheckReport report = GradCheck.of(xs -> {
                    Tensor scale;
                    try (NoGrad scope = NoGrad.open()) {
                        scale = xs[0].sum(); // BLAME nograd
                    }
                    return xs[0].mul(scale).sum();
                })
                .at(Tensor.of(0.3, 1.2, -0.7))
                .report();
        assertBlames("nograd", "sum", report);
    }

    @Test
    void theLineAtWhichANumberIsTakenOut() {
        GradCheckReport report = GradCheck.of(xs -> {
                    double scale = xs[0].sum().exp().item(); // BLAME item
                    return xs[0].mul(scale).sum();
                })
                .at(Tensor.of(0.3, 1.2, -0.7))
                .report();
        assertBlames("item", "numbers were taken out of a tensor", report);
    }

    // ---- what it looks like

    private static final double[][] DATA = {{1, 0.5}, {-0.3, 2}, {0.7, -1.1}, {1.4, 0.2}};
    private static final double[] TARGET = {0.3, -1, 2, 0.5};

    /** Mean square error of a linear model. */
    private static double loss(double[] w) {
        double sum = 0;
        for (int r = 0; r < DATA.length; r++) {
            double e = DATA[r][0] * w[0] + DATA[r][1] * w[1] - TARGET[r];
            sum += e * e;
        }
        return sum / DATA.length;
    }

    private static double[] gradientWithoutMean(double[] w) {
        double[] g = new double[2];
        for (int r = 0; r < DATA.length; r++) {
            double e = DATA[r][0] * w[0] + DATA[r][1] * w[1] - TARGET[r];
            g[0] += 2 * e * DATA[r][0];
            g[1] += 2 * e * DATA[r][1];
        }
        return g;
    }

    @Test
    void aMeanThatWasForgotten() {
        GradCheckReport report = GradCheck.of(WrongGradientsTest::loss, WrongGradientsTest::gradientWithoutMean)
                .at(0.4, -0.9)
                .report();
        assertEquals(Verdict.WRONG, report.verdict());
        assertEquals("Looks like: 4 times as large as it should be: not divided by 4?", hint(report, "Looks like: "));
    }

    /** |A W - B|^2 / 2 has the gradient A'(A W - B); written here with the product the other way round. */
    @Test
    void anEjmlRoutineThatTransposesItsProduct() {
        DMatrixRMaj a = new DMatrixRMaj(new double[][] {{1, 0.2, -0.5}, {0.3, 2, 0.1}, {-0.7, 0.4, 1.5}});
        DMatrixRMaj b = new DMatrixRMaj(new double[][] {{0.1, 1, 2}, {-1, 0.5, 0.3}, {0.6, -0.2, 1}});
        DMatrixRMaj w = new DMatrixRMaj(new double[][] {{0.5, -1, 0.8}, {1.1, 0.2, -0.4}, {0.9, 0.7, -1.3}});
        GradCheckReport right = GradCheck.ejml(m -> half(residual(a, m, b)), m -> {
                    DMatrixRMaj g = new DMatrixRMaj(3, 3);
                    CommonOps_DDRM.multTransA(a, residual(a, m, b), g);
                    return g;
                })
                .at(w)
                .report();
        assertEquals(Verdict.PASS, right.verdict(), right::toString);
        GradCheckReport wrong = GradCheck.ejml(m -> half(residual(a, m, b)), m -> {
                    DMatrixRMaj g = new DMatrixRMaj(3, 3);
                    CommonOps_DDRM.multTransA(residual(a, m, b), a, g); // (A'(A W - B))'
                    return g;
                })
                .at(w)
                .report();
        assertEquals(Verdict.WRONG, wrong.verdict());
        assertEquals("Looks like: transposed", hint(wrong, "Looks like: "));
    }

    private static DMatrixRMaj residual(DMatrixRMaj a, DMatrixRMaj w, DMatrixRMaj b) {
        DMatrixRMaj r = new DMatrixRMaj(3, 3);
        CommonOps_DDRM.mult(a, w, r);
        CommonOps_DDRM.subtractEquals(r, b);
        return r;
    }

    private static double half(DMatrixRMaj r) {
        double sum = 0;
        for (double x : r.data) {
            sum += x * x;
        }
        return sum / 2;
    }

    // ---- the function itself

    @Test
    void theLineThatDrawsRandomNumbers() {
        Rng rng = Rng.of(4);
        GradCheckReport report = GradCheck.of(xs -> {
                    Tensor mask = Tensor.of(rng.uniform(Shape.of(3), 0, 1)).greaterEqual(0.5); // BLAME draw
                    return xs[0].mul(mask).sum();
                })
                .at(Tensor.of(0.3, 1.2, -0.7))
                .report();
        assertEquals(Verdict.NONDETERMINISTIC, report.verdict());
        String hint = hint(report, "Random numbers are drawn at " + Lines.blamed(WrongGradientsTest.class, "draw"));
        assertTrue(hint.contains("eval()"), hint);
        assertTrue(hint.contains("Rng.of(seed)"), hint);
    }

    @Test
    void theLineThatAssignsAParameter() {
        Parameter w = Parameter.of("w", Tensor.of(1, 2));
        GradCheckReport report = GradCheck.of(() -> {
                    w.assign(w.mul(0.5)); // BLAME assign
                    return w.square().sum();
                })
                .parameter(w)
                .report();
        assertEquals(Verdict.IMPURE, report.verdict(), report::toString);
        hint(report, "Parameter 'w' is assigned at " + Lines.blamed(WrongGradientsTest.class, "assign"));
        assertEquals(Tensor.of(1, 2).value(), w.value());
    }

    // ---- how good the check was

    @Test
    void allPlantedMistakesAreFound() {
        GradCheckReport report = GradCheck.of(
                        xs -> X.matmul(xs[0]).tanh().mul(xs[1]).sum())
                .at(W, Tensor.of(Rng.of(8).uniform(Shape.of(5), -1, 1)))
                .selfTest()
                .report();
        assertEquals(Verdict.PASS, report.verdict(), report::toString);
        assertEquals("Self-test: all of 11 planted mistakes were found", hint(report, "Self-test"));
    }

    @Test
    void aSwapOfEqualNumbersIsNotFound() {
        GradCheckReport report = GradCheck.of(xs -> xs[0].sum().exp())
                .at(Tensor.of(0.5, 0.25))
                .selfTest()
                .report();
        assertEquals(
                "Self-test: 1 of 7 planted mistakes was not found: a swap of x[0] and x[1], which are equal here",
                hint(report, "Self-test"));
    }

    /** max(x, y), whose rule gives both all of the gradient where they are equal, and is wrong beside it, too. */
    private record Both() implements BinaryElementwise {
        @Override
        public double apply(double a, double b) {
            return a * b;
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return a; // right where a = b
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return b;
        }
    }

    @Test
    void theLineOfWhatIsWrongNearby() {
        GradCheckReport report = GradCheck.of(
                        xs -> Tensor.apply(new Both(), xs[0], xs[1]).exp()) // BLAME nearby
                .at(Tensor.of(0.5), Tensor.of(0.5))
                .report();
        assertEquals(Verdict.WRONG_NEARBY, report.verdict(), report::toString);
        String where = hint(report, "Where: ");
        assertTrue(where.contains("both at " + Lines.blamed(WrongGradientsTest.class, "nearby")), report::toString);
    }

    /** x^3, whose first derivative is right and takes its number out of the tape. */
    private record CubeByNumber() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x * x * x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.square().mul(3).detach();
        }
    }

    @Test
    void whatIsWrongInTheGradientOfAGradient() {
        GradCheckReport report = GradCheck.of(
                        xs -> new CubeByNumber().on(xs[0].sin()).sum())
                .at(Tensor.of(0.3, 1.2, -0.7))
                .order(2)
                .report();
        assertEquals(Verdict.WRONG, report.verdict(), report::toString);
        String where = hint(report, "Where, in the gradient: ");
        assertTrue(where.contains("detach"), report::toString);
    }
}
