package org.autodiff.internal.profile;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** What one operation took. Off unless asked for: in a program of small operations there are millions a second. */
@Name("autodiff.Gate")
@Label("Gate")
@Category("autodiff")
@Description("One operation, on the way forward, or its derivative rule on the way back")
@Enabled(false)
final class GateEvent extends Event {
    @Label("Operation")
    String operation;

    @Label("Shape")
    @Description("Of its output")
    String shape;

    @Label("Bytes")
    @Description("The numbers of its outputs; on the way back, of the gradients that arrived")
    @DataAmount
    long bytes;

    @Label("Backward")
    boolean backward;

    @Label("Gates")
    @Description("More than one: elementwise operations in a row, passed back together")
    int gates;
}
