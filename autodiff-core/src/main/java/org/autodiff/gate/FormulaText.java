package org.autodiff.gate;

import java.lang.reflect.RecordComponent;
import java.util.Optional;

/** Reads the {@link Formula} of a gate, and puts the gate's attributes in. */
final class FormulaText {
    private FormulaText() {}

    static Optional<String> of(Gate gate) {
        Formula formula = gate.getClass().getAnnotation(Formula.class);
        return formula == null ? Optional.empty() : Optional.of(filled(gate, formula.value()));
    }

    static Optional<String> derivative(Gate gate, int input) {
        Formula formula = gate.getClass().getAnnotation(Formula.class);
        if (formula == null || input < 0 || input >= formula.derivative().length) {
            return Optional.empty();
        }
        return Optional.of(filled(gate, formula.derivative()[input]));
    }

    private static String filled(Gate gate, String text) {
        String filled = text;
        if (text.indexOf('{') >= 0 && gate.getClass().isRecord()) {
            for (RecordComponent c : gate.getClass().getRecordComponents()) {
                String name = "{" + c.getName() + "}";
                filled = filled.contains(name) ? filled.replace(name, text(gate, c)) : filled;
            }
        }
        return filled;
    }

    private static String text(Gate gate, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true); // the record may be private
            Object value = component.getAccessor().invoke(gate);
            boolean whole = value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15;
            return whole ? Long.toString(((Double) value).longValue()) : String.valueOf(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    gate.name() + ": its component " + component.getName() + " cannot be read for its formula", e);
        }
    }
}
