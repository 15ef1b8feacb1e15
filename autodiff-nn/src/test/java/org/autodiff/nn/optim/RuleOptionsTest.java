package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Each option of a rule sets what it names and nothing else; impossible values are refused. */
class RuleOptionsTest {
    @Test
    void anOptionSetsWhatItNames() {
        assertEquals(new AdaDelta(0.8, 1e-5), new AdaDelta().rho(0.8).eps(1e-5));
        assertEquals(
                new AdaGrad(0.1, 0.2, 1e-5),
                new AdaGrad().rateDecay(0.1).initial(0.2).eps(1e-5));
        Adam adam = new Adam(0.7, 0.8, 1e-5, false, true);
        assertEquals(
                adam, new Adam().betas(0.7, 0.8).eps(1e-5).biasCorrection(false).amsgrad(true));
        assertEquals(
                new AdamW(adam, 0.3),
                new AdamW()
                        .weightDecay(0.3)
                        .betas(0.7, 0.8)
                        .eps(1e-5)
                        .biasCorrection(false)
                        .amsgrad(true));
        assertEquals(new Adamax(0.7, 0.8, 1e-5), new Adamax().betas(0.7, 0.8).eps(1e-5));
        assertEquals(new Lion(0.7, 0.8), new Lion().betas(0.7, 0.8));
        assertEquals(new Momentum(0.9, 0, true), new Momentum(0.9).dampening(0).nesterov(true));
        assertEquals(new Momentum(0.9, 0.1, false), new Momentum(0.9).dampening(0.1));
        assertEquals(
                new NAdam(0.7, 0.8, 1e-5, 0.01),
                new NAdam().betas(0.7, 0.8).eps(1e-5).momentumDecay(0.01));
        assertEquals(new RAdam(0.7, 0.8, 1e-5), new RAdam().betas(0.7, 0.8).eps(1e-5));
        assertEquals(
                new RmsProp(0.7, 1e-5, 0.6, true),
                new RmsProp().alpha(0.7).eps(1e-5).momentum(0.6).centred(true));
    }

    @Test
    void whatCannotBeIsRefused() {
        List<Supplier<Object>> refused = List.of(
                () -> new Adam().betas(1, 0.9),
                () -> new Adam().betas(0.9, -0.1),
                () -> new Adam().eps(-1),
                () -> new Lion().betas(1.5, 0.9),
                () -> new Lion().betas(0.9, Double.NaN),
                () -> new Momentum(-0.1),
                () -> new Momentum(0.9).dampening(0.1).nesterov(true));
        for (Supplier<Object> make : refused) {
            assertThrows(IllegalArgumentException.class, make::get);
        }
    }
}
