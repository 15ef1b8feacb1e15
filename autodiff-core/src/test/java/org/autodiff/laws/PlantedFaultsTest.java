package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gradcheck.GateLaws;
import org.autodiff.gradcheck.GateLawsReport;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.gradcheck.Law;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.Test;

/** The laws can fail: each planted fault breaks those that it should, and no more than it should. */
class PlantedFaultsTest {
    private final Tensor x = Tensor.of(new double[][] {{0.3, -1.2, 2}, {-0.7, 0.9, 1.4}});
    private final Tensor row = Tensor.of(1.5, -0.5, 0.8);

    private static GateLawsReport laws(Gate gate, Tensor... inputs) {
        return GateLaws.of(gate).inputs(inputs).report();
    }

    private static void breaks(GateLawsReport report, String... laws) {
        List<String> broken = report.broken().stream().map(Law::name).toList();
        assertEquals(List.of(laws), broken, report::toString);
        assertFalse(report.passed());
        AssertionError error = assertThrows(AssertionError.class, report::assertPasses);
        assertTrue(error.getMessage().contains("BROKEN: " + laws[0]), error.getMessage());
    }

    private static List<String> with(Law.Status status, GateLawsReport report) {
        return report.laws().stream()
                .filter(law -> law.status() == status)
                .map(Law::name)
                .toList();
    }

    private static Verdict gradCheck(int order, Gate gate, Tensor... inputs) {
        GradCheck check =
                GradCheck.of(xs -> Tensor.apply(gate, xs).square().sum()).order(order);
        for (int i = 0; i < inputs.length; i++) {
            check.input("x" + i, inputs[i]);
        }
        return check.report().verdict();
    }

    @Test
    void rightGatesPass() {
        assertAll(
                () -> laws(new WrongGates.RightCube(), x).assertPasses(),
                () -> laws(new WrongGates.SinCos(), x).assertPasses(),
                () -> assertEquals(Verdict.PASS, gradCheck(2, new WrongGates.RightCube(), x)));
    }

    @Test
    void wrongSign() {
        breaks(laws(new WrongGates.WrongSign(), x), "gradient");
        assertEquals(Verdict.WRONG, gradCheck(1, new WrongGates.WrongSign(), x));
    }

    @Test
    void wrongKinks() {
        breaks(laws(new WrongGates.WrongKink(), x), "kinks");
        breaks(laws(new WrongGates.WrongSecondAtKink(), x), "kinks");
        breaks(laws(new WrongGates.WrongPole(), x), "kinks");
        breaks(laws(new WrongGates.MixedOneWay(), x, x), "kinks");
    }

    @Test
    void factorTwo() {
        breaks(laws(new WrongGates.FactorTwo(), x), "gradient");
        assertEquals(Verdict.WRONG, gradCheck(1, new WrongGates.FactorTwo(), x));
    }

    @Test
    void droppedTerm() {
        breaks(laws(new WrongGates.DroppedTerm(), x), "gradient");
        assertEquals(Verdict.WRONG, gradCheck(1, new WrongGates.DroppedTerm(), x));
    }

    @Test
    void missingTranspose() {
        Tensor a = Tensor.of(new double[][] {{1, 2}, {-3, 0.5}});
        Tensor b = Tensor.of(new double[][] {{0.2, -1}, {4, 2.5}});
        GateLawsReport report = laws(new WrongGates.MissingTranspose(), a, b);
        breaks(report, "gradient");
        assertEquals(Verdict.WRONG, gradCheck(1, new WrongGates.MissingTranspose(), a, b));
    }

    @Test
    void wrongSecondDerivativeOnly() {
        GateLawsReport report = laws(new WrongGates.DetachedDerivative(), x);
        breaks(report, "second derivative");
        assertEquals(List.of("forward over reverse", "reverse over forward"), with(Law.Status.NOT_TRIED, report));
        assertEquals(Verdict.PASS, gradCheck(1, new WrongGates.DetachedDerivative(), x));
        assertEquals(Verdict.WRONG, gradCheck(2, new WrongGates.DetachedDerivative(), x));
    }

    @Test
    void wrongForwardModeOnly() {
        breaks(laws(new WrongGates.WrongTangent(), x), "forward mode");
        breaks(laws(new WrongGates.DetachedTangent(), x), "reverse over forward");
        breaks(laws(new WrongGates.WrongStructure(), x), "forward mode");
        breaks(laws(new WrongGates.WrongTangentInBackward(), x), "forward over reverse");
        assertEquals(Verdict.PASS, gradCheck(1, new WrongGates.WrongTangent(), x));
    }

    @Test
    void undeclaredRead() {
        GateLawsReport report = laws(new WrongGates.UndeclaredRead(), x);
        breaks(report, "contract");
        String detail = report.broken().get(0).detail();
        assertTrue(detail.contains("reads() does not declare"), detail);
        assertThrows(IllegalStateException.class, () -> gradCheck(1, new WrongGates.UndeclaredRead(), x));
    }

    /** Whichever inputs want a gradient: all of them, one alone, any others. */
    @Test
    void readsThatAreDeclaredForOthersOnly() {
        Tensor more = x.add(0.1);
        for (GateLawsReport report : List.of(
                laws(new WrongGates.ReadsOfTheOther(), x, more),
                laws(new WrongGates.ReadsOfTwo(), x, more, more.exp()))) {
            Law reads = report.laws().stream()
                    .filter(law -> law.name().equals("declared reads"))
                    .findAny()
                    .orElseThrow();
            assertEquals(Law.Status.BROKEN, reads.status(), report::toString);
            assertTrue(reads.detail().contains("does not declare"), reads.detail());
        }
    }

    @Test
    void broadcastInputsReadWrongly() {
        GateLawsReport report = laws(new WrongGates.IgnoresStride(), x, x);
        breaks(report, "element by element"); // the inputs have one shape: only that law broadcasts
    }

    @Test
    void broadcastGradientsReducedWrongly() {
        breaks(laws(new WrongGates.WronglyReduced(), x, x), "element by element");
        GateLawsReport report = laws(new WrongGates.WronglyReduced(), x, row);
        assertTrue(report.broken().stream().anyMatch(law -> law.name().equals("gradient")), report::toString);
        assertEquals(Verdict.WRONG, gradCheck(1, new WrongGates.WronglyReduced(), x, row));
        assertEquals(Verdict.PASS, gradCheck(1, new WrongGates.WronglyReduced(), x, x));
    }

    @Test
    void gradientOfAnotherShape() {
        GateLawsReport report = laws(new WrongGates.WrongShape(), row);
        String details = report.broken().stream().map(Law::detail).collect(Collectors.joining("\n"));
        assertTrue(details.contains("backward returned a gradient of shape (4) for an input of shape (3)"), details);
    }

    @Test
    void derivativeDenied() {
        GateLawsReport report = laws(new WrongGates.Denying(), x, row);
        assertTrue(report.broken().stream().anyMatch(law -> law.name().equals("gradient")), report::toString);
        assertEquals(Verdict.WRONG, gradCheck(1, new WrongGates.Denying(), x, row));
    }

    @Test
    void backwardThatIsNotLinear() {
        // The gradient is right to seven digits: differences do not see it.
        breaks(laws(new WrongGates.AffineBackward(), x), "adjoint", "linear backward");
    }

    @Test
    void zeroTimesInfinity() {
        GateLaws atRegularPoints = GateLaws.of(new WrongGates.PlainProduct()).inputs(Tensor.of(1, 2, 3));
        atRegularPoints.assertPasses();
        breaks(atRegularPoints.singular(Tensor.of(0, 4)).report(), "zero upstream");
    }

    @Test
    void absentUpstreamMistaken() {
        breaks(laws(new WrongGates.AbsentIsOne(), x), "absent upstream");
    }

    @Test
    void gradientThatDependsOnWhoElseWantsOne() {
        breaks(laws(new WrongGates.DependsOnNeeds(), x, x.add(0.1)), "inputs alone");
    }

    @Test
    void otherBitsTheNextTime() {
        GateLawsReport report = laws(new WrongGates.Forgetful(), x);
        assertTrue(report.broken().stream().anyMatch(law -> law.name().equals("same bits")), report::toString);
        assertEquals(Verdict.NONDETERMINISTIC, gradCheck(1, new WrongGates.Forgetful(), x));
    }

    @Test
    void inputOverwritten() {
        GateLawsReport report = laws(new WrongGates.Overwriting(), x);
        assertTrue(report.broken().stream().anyMatch(law -> law.name().equals("hands off")), report::toString);
    }

    @Test
    void nothingToCheckIsNotAPass() {
        GateLawsReport report = laws(new WrongGates.RightCube(), Tensor.of(NdArray.of()));
        assertTrue(report.broken().isEmpty(), report::toString);
        assertFalse(report.passed());
        assertTrue(report.toString().contains("NOTHING CHECKED"), report.toString());
        // Zero to the second derivative: the laws of derivatives could not have failed.
        GateLawsReport zero = laws(new WrongGates.RightCube(), Tensor.of(0));
        assertFalse(zero.passed());
        assertTrue(zero.broken().isEmpty(), zero::toString); // nothing is wrong with it
        List<String> undecided = with(Law.Status.UNDECIDED, zero);
        assertTrue(
                undecided.containsAll(List.of("gradient", "second derivative", "reverse over forward")),
                zero::toString);
        assertTrue(zero.toString().contains("UNDECIDED: gradient, second derivative"), zero::toString);
    }

    @Test
    void wrongBehindLeadingAxes() {
        breaks(laws(new WrongGates.Total(), x), "leading axes");
    }

    /** In the numbers of the author, one law, about ten lines. */
    @Test
    void oneMistakeIsOneLaw() {
        GateLawsReport report = laws(new WrongGates.WrongSign(), x);
        List<String> lines = report.toString().lines().toList();
        assertTrue(lines.size() <= 11, report::toString);
        assertEquals("laws of wrongSign WrongSign[] on (2, 3) [[0.3, -1.2, 2.0], [-0.7, 0.9, 1.4]]", lines.get(0));
        assertEquals("  BROKEN          gradient: 6 of 36 derivatives are wrong", lines.get(1));
        assertTrue(
                lines.get(2)
                        .matches("    d output\\[0, 0] / d x0\\[0, 0]: yours -0.27000000, numeric 0.27000000, error bar"
                                + " \\de-1\\d: WRONG - the sign is turned"),
                report::toString);
        assertEquals("  NOT TRIED       13 other laws: mend this one first", lines.get(8));
        assertEquals("BROKEN: gradient", lines.get(10));
        assertEquals(13, with(Law.Status.NOT_TRIED, report).size());
        // What could be the cause of wrong numbers is tried all the same.
        assertTrue(with(Law.Status.HOLDS, report).containsAll(List.of("same bits", "hands off")), report::toString);
    }

    @Test
    void theMistakeIsNamed() {
        Tensor a = Tensor.of(new double[][] {{1, 2}, {-3, 0.5}});
        Tensor b = Tensor.of(new double[][] {{0.2, -1}, {4, 2.5}});
        assertAll(
                () -> says("yours is 2 times the right one", laws(new WrongGates.FactorTwo(), x)),
                () -> says("a transpose, or swapped indices?", laws(new WrongGates.MissingTranspose(), a, b)),
                () -> says("yours is zero, but the output moves", laws(new WrongGates.Denying(), x, row)),
                () -> says("yours is 0.3333 times the right one", laws(new WrongGates.WrongTangent(), x)));
    }

    private static void says(String text, GateLawsReport report) {
        assertTrue(report.toString().contains(text), report::toString);
    }

    /** Beyond the entries that are looked at one by one. */
    @Test
    void oneWrongElementOfMany() {
        Tensor many = Tensor.arange(500).mul(0.01).add(1);
        for (int place : new int[] {0, 250, 499}) {
            GateLawsReport report = laws(new WrongGates.WrongAt(place), many);
            breaks(report, "gradient");
            says("d x0[" + place + "]: yours ", report);
        }
    }

    @Test
    void gatesThatAreMadeAnew() {
        GateLaws.of(WrongGates.RightCube::new).inputs(x).assertPasses();
        int[] made = new int[1];
        GateLawsReport report = GateLaws.of(() -> new WrongGates.Scaled(1 + made[0]++ * 1e-12))
                .inputs(x)
                .report();
        breaks(report, "same bits");
        assertThrows(
                NullPointerException.class,
                () -> GateLaws.of(() -> (Gate) null).inputs(x).report());
    }

    @Test
    void badArguments() {
        assertThrows(
                IllegalArgumentException.class,
                () -> GateLaws.of(new WrongGates.RightCube()).report());
        assertThrows(
                IllegalArgumentException.class,
                () -> GateLaws.of(new WrongGates.RightCube()).tolerance(1));
        assertThrows(NullPointerException.class, () -> GateLaws.of((Gate) null));
    }
}
