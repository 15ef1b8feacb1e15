package org.autodiff.examples.formula;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.examples.formula.Program.Input;

/**
 * A function of named tensors, written as a formula:
 *
 * <pre>{@code
 * Formula f = Formula.parse("relu(w*x + b)^2");
 * Tensor y = f.apply(Map.of("w", w, "x", x, "b", b));
 * TensorFunction g = f.function("w", "x", "b"); // g.apply(w, x, b), for transforms such as Autodiff.vjp
 * }</pre>
 *
 * <p>Formulas have numbers, vectors {@code [1, 2]}, matrices {@code [1, 2; 3, 4]}, the operators {@code + - * / ^ @ '}
 * and comparisons, {@code if(condition, a, b)}, parts {@code A[0, 1:]}, definitions {@code a = x + 1; a^2}, and all
 * operations of the library that return one tensor, such as {@code sum(x, axis=0)}. The page {@code docs/formulas.md}
 * is the reference.
 *
 * <p>Text is turned into a program once; {@link #apply} runs it. It costs a few objects more than the same operations
 * in Java, so what is computed again and again on small tensors is better written in Java. A formula has no loops and
 * no functions of its own. It does not change, and may be used by several threads.
 */
public final class Formula {
    private final Expression expression;
    private final Program program;

    private Formula(Expression expression, Program program) {
        this.expression = expression;
        this.program = program;
    }

    /**
     * Reads a formula.
     *
     * @throws FormulaException where the text is not a formula; its message has a caret under the place
     */
    public static Formula parse(String text) {
        Objects.requireNonNull(text, "Formula.parse: text is null");
        return compile(new SourceText(text), null);
    }

    /**
     * The formula of a syntax tree. Messages show the tree as {@link Expression#toString} prints it.
     *
     * @throws FormulaException if the tree calls a function that there is not, or with the wrong arguments
     * @throws IllegalArgumentException if no text has this tree: a name has characters that names do not have
     */
    public static Formula of(Expression expression) {
        Objects.requireNonNull(expression, "Formula.of: expression is null");
        Formula formula = parse(expression.toString());
        if (!formula.expression.equals(expression)) {
            throw new IllegalArgumentException(
                    "Formula.of: " + expression + " is read as another tree: check the names in it");
        }
        return formula;
    }

    /**
     * The value of a formula without variables. Beside what others may have, it may draw random numbers: {@code
     * random(3, 4)} uniform ones in [0, 1), {@code randn(3, 4)} normal ones. So values are given to a formula as text.
     *
     * @param seed of the random numbers: the same seed gives the same numbers
     * @throws FormulaException where the text is not a formula, has a variable, or cannot be evaluated
     */
    public static Tensor constant(String text, long seed) {
        Objects.requireNonNull(text, "Formula.constant: text is null");
        Formula formula = compile(new SourceText(text), new Draws(Rng.of(seed)));
        return formula.apply(Map.of());
    }

    private static Formula compile(SourceText source, Draws draws) {
        TreeBuilder builder = new TreeBuilder(source);
        Expression expression = builder.build();
        return new Formula(expression, new Compiler(source, builder.columns(), draws).compile(expression));
    }

    /**
     * All functions that a formula may call, in alphabetic order, one signature each: {@code softmax(x, axis: int)}.
     * Where a function has several signatures, the first that fits is meant.
     */
    public static List<String> functions() {
        return Functions.signatures();
    }

    /** The syntax tree. */
    public Expression expression() {
        return expression;
    }

    /** The names of the variables in order of appearance. */
    public List<String> variables() {
        return program.inputs().stream().map(Input::name).toList();
    }

    /**
     * The value at these variables.
     *
     * @throws FormulaException if a variable has no value, or an operation refuses its arguments, for their shapes or
     *     their values; the caret is under the variable or the operation
     * @throws IllegalArgumentException if there is a value for a variable that the formula does not have
     */
    public Tensor apply(Map<String, Tensor> values) {
        Tensor[] inputs = new Tensor[program.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            Input input = program.inputs().get(i);
            inputs[i] = values.get(input.name());
            if (inputs[i] == null) {
                throw program.source()
                        .error(
                                input.column(),
                                "variable '" + input.name() + "' has no value; given are " + list(values.keySet()));
            }
        }
        if (values.size() > inputs.length) {
            requireVariables(values.keySet());
        }
        return program.run(inputs);
    }

    private void requireVariables(Set<String> given) {
        List<String> variables = variables();
        for (String name : given) {
            if (!variables.contains(name)) {
                throw new IllegalArgumentException("the formula has no variable '" + name + "'"
                        + Nearest.hint(name, variables, "it has " + list(variables)));
            }
        }
    }

    private static String list(Collection<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", new TreeSet<>(names));
    }

    /**
     * The function whose arguments are these variables, in this order. It may have arguments that the formula does not
     * use.
     *
     * @throws IllegalArgumentException if a variable of the formula is not named, or one is named twice; later, if the
     *     function is called with another number of arguments
     */
    public TensorFunction function(String... names) {
        List<String> arguments = List.of(names);
        if (Set.copyOf(arguments).size() < arguments.size()) {
            throw new IllegalArgumentException("Formula.function: a variable is named twice: " + arguments);
        }
        List<String> variables = variables();
        int[] positions = variables.stream().mapToInt(arguments::indexOf).toArray();
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] < 0) {
                throw new IllegalArgumentException("Formula.function: variable '" + variables.get(i)
                        + "' is not named: " + arguments + "; the formula has " + variables);
            }
        }
        return values -> {
            if (values.length != arguments.size()) {
                throw new IllegalArgumentException(
                        "formula " + this + ": takes " + arguments + ", got " + values.length + " arguments");
            }
            return program.run(Arrays.stream(positions).mapToObj(i -> values[i]).toArray(Tensor[]::new));
        };
    }

    /** Two formulas are equal if their syntax trees are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Formula formula && expression.equals(formula.expression);
    }

    @Override
    public int hashCode() {
        return expression.hashCode();
    }

    /** The formula as text, with as few brackets as possible; reading it again gives an equal formula. */
    @Override
    public String toString() {
        return expression.toString();
    }
}
