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
        return GateLaws.of(gate).inputs(inputs).check();
    }

    private static void breaks(GateLawsReport report, String... laws) {
        List<String> broken = report.broken().stream().map(Law::name).toList();
        assertEquals(List.of(laws), broken, report::toString);
        assertFalse(report.passed());
        AssertionError error = assertThrows(AssertionError.class, report::assertPasses);
        assertTrue(error.getMessage().contains("BROKEN: " + laws[0]), error.getMessage());
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
        breaks(laws(new WrongGates.WrongSign(), x), "gradient", "forward mode");
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
        breaks(laws(new WrongGates.FactorTwo(), x), "gradient", "forward mode");
        assertEquals(Verdict.WRONG, gradCheck(1, new WrongGates.FactorTwo(), x));
    }

    @Test
    void droppedTerm() {
        breaks(laws(new WrongGates.DroppedTerm(), x), "gradient", "forward mode");
        assertEquals(Verdict.WRONG, gradCheck(1, new WrongGates.DroppedTerm(), x));
    }

    @Test
    void missingTranspose() {
        Tensor a = Tensor.of(new double[][] {{1, 2}, {-3, 0.5}});
        Tensor b = Tensor.of(new double[][] {{0.2, -1}, {4, 2.5}});
        GateLawsReport report = laws(new WrongGates.MissingTranspose(), a, b);
        breaks(report, "gradient", "forward mode");
        assertEquals(Verdict.WRONG, gradCheck(1, new WrongGates.MissingTranspose(), a, b));
    }

    @Test
    void wrongSecondDerivativeOnly() {
        breaks(
                laws(new WrongGates.DetachedDerivative(), x),
                "second derivative",
                "forward over reverse",
                "reverse over forward");
        assertEquals(Verdict.PASS, gradCheck(1, new WrongGates.DetachedDerivative(), x));
        assertEquals(Verdict.WRONG, gradCheck(2, new WrongGates.DetachedDerivative(), x));
    }

    @Test
    void wrongForwardModeOnly() {
        breaks(laws(new WrongGates.WrongTangent(), x), "forward mode", "adjoint");
        breaks(laws(new WrongGates.DetachedTangent(), x), "reverse over forward");
        breaks(laws(new WrongGates.WrongStructure(), x), "forward mode", "adjoint");
        assertEquals(Verdict.PASS, gradCheck(1, new WrongGates.WrongTangent(), x));
    }

    @Test
    void undeclaredRead() {
        GateLawsReport report = laws(new WrongGates.UndeclaredRead(), x);
        Law reads = report.laws().stream()
                .filter(law -> law.name().equals("declared reads"))
                .findAny()
                .orElseThrow();
        assertEquals(Law.Status.BROKEN, reads.status());
        assertTrue(reads.detail().contains("reads() does not declare"), reads.detail());
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
        atRegularPoints.check().assertPasses();
        breaks(atRegularPoints.singular(Tensor.of(0, 4)).check(), "zero upstream");
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
        breaks(laws(new WrongGates.RightCube(), Tensor.of(0)), "gradient", "second derivative", "reverse over forward");
    }

    @Test
    void badArguments() {
        assertThrows(
                IllegalArgumentException.class,
                () -> GateLaws.of(new WrongGates.RightCube()).check());
        assertThrows(
                IllegalArgumentException.class,
                () -> GateLaws.of(new WrongGates.RightCube()).tolerance(1));
        assertThrows(NullPointerException.class, () -> GateLaws.of(null));
    }
}
