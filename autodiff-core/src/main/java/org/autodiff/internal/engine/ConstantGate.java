package org.autodiff.internal.engine;

import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.UnaryGate;

/**
 * A gate with the way it is computed, looked up once. Held in a static final field it costs nothing to find: the JVM
 * trusts the fields of records, sees through to the gate's loop and inlines it, which a look-up by class prevents.
 */
public final class ConstantGate {
    private ConstantGate() {}

    public static Unary of(UnaryGate gate) {
        return new Unary(gate, Compute.way(gate));
    }

    public static Binary of(BinaryGate gate) {
        return new Binary(gate, Compute.way(gate));
    }

    /** A gate of one input. */
    public record Unary(UnaryGate gate, Object way) {}

    /** A gate of two inputs. */
    public record Binary(BinaryGate gate, Object way) {}
}
