package org.autodiff.nn.schedule;

import org.autodiff.nn.internal.Check;

/** The steps of training, counted from 0. */
final class Steps {
    private Steps() {}

    static void check(long step) {
        Check.atLeast("schedule: step", step, 0);
    }
}
