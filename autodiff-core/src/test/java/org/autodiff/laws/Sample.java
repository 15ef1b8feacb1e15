package org.autodiff.laws;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gradcheck.GateLaws;
import org.autodiff.gradcheck.GateLawsReport;

/** Where the samples of one gate come from: its class, and a way to draw an instance of it with inputs. */
record Sample(Class<? extends Gate> type, Function<Draw, On> draw) {

    /** A gate, and inputs inside its domain and away from its kinks, with derivatives that are not all zero. */
    record On(boolean symmetric, Gate gate, Tensor... inputs) {
        On(Gate gate, Tensor... inputs) {
            this(false, gate, inputs);
        }

        /** The same, with a first input that is a symmetric matrix. */
        On whoseInputIsSymmetric() {
            return new On(true, gate, inputs);
        }

        /** Whether there is anything to differentiate. */
        boolean hasElements() {
            return Arrays.stream(inputs).anyMatch(x -> x.size() > 0)
                    && Arrays.stream(Tensor.applyAll(gate, inputs)).anyMatch(y -> y.size() > 0);
        }

        GateLawsReport laws(long seed) {
            GateLaws laws = GateLaws.of(gate).inputs(inputs).seed(seed);
            return (symmetric ? laws.symmetric() : laws).report();
        }
    }

    /**
     * Draws a sample and tries every law on it. Of empty arrays there is no law to confirm, but none may break. Where
     * differences leave a law open, another sample is drawn, once.
     */
    void obeysItsLaws(long seed) {
        Draw draws = new Draw(seed);
        On on = draw.apply(draws);
        GateLawsReport report = on.laws(seed);
        if (on.hasElements() && !report.passed() && report.broken().isEmpty()) {
            on = draw.apply(draws);
            report = on.laws(seed);
        }
        if (on.hasElements()) {
            report.assertPasses();
        } else if (!report.broken().isEmpty()) {
            throw new AssertionError(report.toString());
        }
    }

    /** Draws a sample for every one of them. */
    static void obey(List<Sample> samples, long seed) {
        samples.forEach(s -> s.obeysItsLaws(seed));
    }
}
