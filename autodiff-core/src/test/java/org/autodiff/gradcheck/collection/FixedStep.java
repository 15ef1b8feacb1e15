package org.autodiff.gradcheck.collection;

import org.autodiff.gradcheck.collection.Judgement.Reply;

/** The usual checker: central differences with one step and one tolerance, those of PyTorch's gradcheck. */
final class FixedStep {
    private static final double STEP = 1e-6;
    private static final double ABSOLUTE = 1e-5;
    private static final double RELATIVE = 1e-3;

    private FixedStep() {}

    static Reply check(Case c) {
        double[] claimed = c.gradient().apply(c.x().clone());
        for (int i = 0; i < claimed.length; i++) {
            double numeric = (moved(c, i, STEP) - moved(c, i, -STEP)) / (2 * STEP);
            if (!(Math.abs(claimed[i] - numeric) <= ABSOLUTE + RELATIVE * Math.abs(numeric))) {
                return new Reply(Answer.WRONG, i + ": " + claimed[i] + " for " + numeric);
            }
        }
        return new Reply(Answer.PASS, "");
    }

    private static double moved(Case c, int i, double step) {
        double[] x = c.x().clone();
        x[i] += step;
        return c.f().applyAsDouble(x);
    }
}
