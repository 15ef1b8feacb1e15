package org.autodiff.internal.engine;

import java.util.regex.Pattern;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.Shape;

/** How the entries of a tape are written: {@code pow(3)(%0)}, {@code add(%6, 1)}. */
public final class TapeText {
    /** A whole number: the {@code .0} says nothing that a reader needs. */
    private static final Pattern WHOLE = Pattern.compile("(?<=\\d)\\.0(?=[,\\])}]|$)");

    /** An array as records print it: its address, another one in each run. */
    private static final Pattern ARRAY = Pattern.compile("\\[+[A-Z][\\w.$;]*@[0-9a-f]+");

    private TapeText() {}

    /** A gate's name and attributes: what a record prints of its components, without the names if there is only one. */
    public static String gate(Gate gate) {
        String text = gate.toString();
        String head = gate.getClass().getSimpleName() + "[";
        if (!gate.getClass().isRecord() || !text.startsWith(head) || !text.endsWith("]")) {
            return gate.name();
        }
        String attributes = text.substring(head.length(), text.length() - 1);
        if (gate.getClass().getRecordComponents().length == 1) {
            attributes = attributes.substring(attributes.indexOf('=') + 1);
        }
        attributes = WHOLE.matcher(attributes).replaceAll("");
        attributes = ARRAY.matcher(attributes).replaceAll("[...]");
        if (attributes.isEmpty()) {
            return gate.name();
        }
        return gate.name() + (isShape(attributes) ? attributes : "(" + attributes + ")");
    }

    private static boolean isShape(String attributes) {
        return attributes.startsWith("(") && attributes.indexOf(')') == attributes.length() - 1;
    }

    /** A constant that is no entry of its own: its number if it is a scalar, else its shape. */
    static String constant(Shape shape, double scalar) {
        return shape.isScalar() ? WHOLE.matcher(Double.toString(scalar)).replaceAll("") : "constant " + shape;
    }
}
