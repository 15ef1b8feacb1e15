package org.autodiff.internal.profile;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** What one call of {@code Autodiff.step} took. */
@Name("autodiff.Step")
@Label("Step")
@Category("autodiff")
@Description("One call of Autodiff.step")
@StackTrace(false)
final class StepEvent extends Event {
    @Label("Number")
    @Description("How many steps were recorded before, in this process")
    long number;

    @Label("Completed")
    @Description("False if it threw")
    boolean completed;
}
