package org.autodiff.gradcheck.junit;

import java.util.function.Supplier;
import org.junit.jupiter.api.function.Executable;

/** What a test made by {@link GradCheckTests} does. */
interface CheckExecutable extends Executable {
    /** Runs the check, with what an annotation says about it. */
    Outcome run(GradCheckTest options);

    /**
     * What came of it.
     *
     * @param verdict in a word
     * @param passes whether the test does
     * @param report in lines for people
     * @param json the same for programs; only made if asked for
     */
    record Outcome(String verdict, boolean passes, String report, Supplier<String> json) {}
}
