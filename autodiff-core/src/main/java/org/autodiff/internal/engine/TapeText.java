package org.autodiff.internal.engine;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Structure;
import org.autodiff.ndarray.Shape;

/**
 * How the entries of a tape are written: {@code pow(3)(%0)}, {@code add(%6, 1)}. Behind an elementwise gate that is no
 * operation of tensors stands what it computes: {@code oneMinusSquare(%0) = 1 - %0^2}.
 */
public final class TapeText {
    /** A whole number: the {@code .0} says nothing that a reader needs. */
    private static final Pattern WHOLE = Pattern.compile("(?<=\\d)\\.0(?=[,\\])}]|$)");

    /** An array as records print it: its address, another one in each run. */
    private static final Pattern ARRAY = Pattern.compile("\\[+[A-Z][\\w.$;]*@[0-9a-f]+");

    /** A name in a formula. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z]\\w*");

    /** What a reader can look up: the names of the operations. */
    private static final Set<String> OPERATIONS =
            Arrays.stream(Tensor.class.getMethods()).map(Method::getName).collect(Collectors.toUnmodifiableSet());

    private TapeText() {}

    /** A gate applied to operands, such as {@code %0}. */
    public static String expression(Gate gate, List<String> operands) {
        String text = gate(gate) + "(" + String.join(", ", operands) + ")";
        if (gate.structure() != Structure.ELEMENTWISE || OPERATIONS.contains(gate.name())) {
            return text;
        }
        Map<String, String> names = operands.size() == 1
                ? Map.of("x", operands.get(0))
                : operands.size() == 2 ? Map.of("a", operands.get(0), "b", operands.get(1)) : Map.of();
        return gate.formula()
                .filter(formula -> !names.isEmpty())
                .map(formula -> text + " = "
                        + NAME.matcher(formula)
                                .replaceAll(m ->
                                        Matcher.quoteReplacement(factor(names.getOrDefault(m.group(), m.group())))))
                .orElse(text);
    }

    private static String factor(String operand) {
        return operand.startsWith("-") ? "(" + operand + ")" : operand;
    }

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
