package org.autodiff.examples.formula;

import java.util.List;
import java.util.Objects;

/**
 * The syntax tree of a formula. Trees are values: equal where they mean the same operations on the same operands,
 * wherever these stood in a text. {@link #toString} prints the formula, with as few brackets as possible; reading that
 * again gives an equal tree.
 *
 * <p>Sums and products of thousands of terms are as deep as they are long, on the left. What walks over trees should
 * go down the left operands in a loop, or keep a stack of its own; in every other direction, a tree that was read is
 * at most a few hundred levels deep.
 */
public sealed interface Expression {
    /** The formula, which is read as an equal tree. */
    @Override
    String toString();

    /**
     * A number without a sign.
     *
     * @param value finite and not negative; {@code -2} is {@code new Negate(new Literal(2))}
     */
    record Literal(double value) implements Expression {
        /** @throws IllegalArgumentException if the value is negative, also -0, infinite or NaN */
        public Literal {
            if (!(value >= 0 && value < Double.POSITIVE_INFINITY) || 1 / value < 0) {
                throw new IllegalArgumentException("Literal: " + value
                        + ": must be finite and have no sign; use Negate, Constant.INF or Constant.NAN");
            }
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** A number with a name. */
    enum Constant implements Expression {
        /** 3.14159... */
        PI("pi", Math.PI),
        /** 2.71828... */
        E("e", Math.E),
        /** Infinity. */
        INF("inf", Double.POSITIVE_INFINITY),
        /** Not a number. */
        NAN("nan", Double.NaN),
        /** 1, and what an argument of two values says. */
        TRUE("true", 1),
        /** 0, and what an argument of two values says. */
        FALSE("false", 0);

        private final String symbol;
        private final double value;

        Constant(String symbol, double value) {
            this.symbol = symbol;
            this.value = value;
        }

        /** The number. */
        public double value() {
            return value;
        }

        /** As it is written. */
        @Override
        public String toString() {
            return symbol;
        }

        /** The constant of a name; null if it has none. */
        static Constant named(String name) {
            for (Constant c : values()) {
                if (c.symbol.equals(name)) {
                    return c;
                }
            }
            return switch (name) {
                case "π" -> PI;
                case "∞" -> INF;
                default -> null;
            };
        }
    }

    /** A variable, or a part that a {@link Let} around it defines. */
    record Variable(String name) implements Expression {
        /** @throws IllegalArgumentException if that is the name of a constant */
        public Variable {
            requireNoConstant("Variable", name);
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** {@code -operand} */
    record Negate(Expression operand) implements Expression {
        /** @throws NullPointerException if there is no operand */
        public Negate {
            Objects.requireNonNull(operand, "Negate: operand is null");
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** Two operands and what stands between them. */
    record Binary(Operator operator, Expression left, Expression right) implements Expression {
        /** @throws NullPointerException if the operator or an operand is null */
        public Binary {
            Objects.requireNonNull(operator, "Binary: operator is null");
            Objects.requireNonNull(left, "Binary: left operand is null");
            Objects.requireNonNull(right, "Binary: right operand is null");
        }

        /** Down the left side by a loop: a sum of thousands of terms is that deep. */
        @Override
        public boolean equals(Object other) {
            Binary a = this;
            while (other instanceof Binary b && a.operator == b.operator && a.right.equals(b.right)) {
                if (!(a.left instanceof Binary left)) {
                    return a.left.equals(b.left);
                }
                a = left;
                other = b.left;
            }
            return false;
        }

        @Override
        public int hashCode() {
            int hash = 1;
            Expression e = this;
            while (e instanceof Binary b) {
                hash = 31 * (31 * hash + b.operator.ordinal()) + b.right.hashCode();
                e = b.left;
            }
            return 31 * hash + e.hashCode();
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** {@code if(condition, then, otherwise)}: for each element, {@code then} where the condition is not 0. */
    record Conditional(Expression condition, Expression then, Expression otherwise) implements Expression {
        /** @throws NullPointerException if a part is null */
        public Conditional {
            Objects.requireNonNull(condition, "Conditional: condition is null");
            Objects.requireNonNull(then, "Conditional: then is null");
            Objects.requireNonNull(otherwise, "Conditional: otherwise is null");
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** {@code operand'}: a matrix with rows and columns exchanged; a vector or number as it is. */
    record Transpose(Expression operand) implements Expression {
        /** @throws NullPointerException if there is no operand */
        public Transpose {
            Objects.requireNonNull(operand, "Transpose: operand is null");
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** {@code function(arguments)}: an operation of the library. */
    record Call(String function, List<Argument> arguments) implements Expression {
        /** Keeps a copy of the list. */
        public Call {
            Objects.requireNonNull(function, "Call: function is null");
            arguments = List.copyOf(arguments);
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /**
     * What a function is called with.
     *
     * @param name empty where the place says which argument it is
     */
    record Argument(String name, Expression value) {
        /** @throws NullPointerException if the name or the value is null */
        public Argument {
            Objects.requireNonNull(name, "Argument: name is null");
            Objects.requireNonNull(value, "Argument: value is null");
        }
    }

    /** {@code [elements]}: tensors of one shape stacked along a new first axis; a matrix is a vector of vectors. */
    record Vector(List<Expression> elements) implements Expression {
        /** @throws IllegalArgumentException if there are no elements: their shape would not be known */
        public Vector {
            elements = List.copyOf(elements);
            if (elements.isEmpty()) {
                throw new IllegalArgumentException("Vector: no elements: needs at least one");
            }
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** {@code "text"}: what an argument of a function says in words; no value. */
    record Text(String text) implements Expression {
        /** @throws IllegalArgumentException if it has a quote or a line end in it */
        public Text {
            Objects.requireNonNull(text, "Text: text is null");
            if (text.matches("(?s).*[\"\\r\\n].*")) {
                throw new IllegalArgumentException("Text: a quote or a line end cannot be written: " + text);
            }
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** {@code operand.name}: one of several results of a function, such as {@code svd(A).s}. */
    record Member(Expression operand, String name) implements Expression {
        /** @throws NullPointerException if the operand or the name is null */
        public Member {
            Objects.requireNonNull(operand, "Member: operand is null");
            Objects.requireNonNull(name, "Member: name is null");
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** {@code operand[subscripts]}: parts along the first axes. */
    record Part(Expression operand, List<Subscript> subscripts) implements Expression {
        /** @throws IllegalArgumentException if there are no subscripts */
        public Part {
            Objects.requireNonNull(operand, "Part: operand is null");
            subscripts = List.copyOf(subscripts);
            if (subscripts.isEmpty()) {
                throw new IllegalArgumentException("Part: no subscripts: needs at least one");
            }
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** What is taken along one axis. */
    sealed interface Subscript {}

    /** One position, whose axis disappears, or a vector of positions. */
    record At(Expression position) implements Subscript {
        /** @throws NullPointerException if there is no position */
        public At {
            Objects.requireNonNull(position, "At: position is null");
        }
    }

    /**
     * {@code from:to:step}; null where a part is not written.
     *
     * @param from the first position, by default 0
     * @param to the position behind the last one, by default the end
     * @param step by default 1
     */
    record Range(Expression from, Expression to, Expression step) implements Subscript {}

    /** {@code a = x + 1; a^2}: parts with names, each visible to those behind it and to the body. */
    record Let(List<Definition> definitions, Expression body) implements Expression {
        /** @throws IllegalArgumentException if there are no definitions, or two of one name */
        public Let {
            definitions = List.copyOf(definitions);
            Objects.requireNonNull(body, "Let: body is null");
            long names = definitions.stream().map(Definition::name).distinct().count();
            if (definitions.isEmpty() || names < definitions.size()) {
                throw new IllegalArgumentException("Let: " + definitions + ": needs definitions of different names");
            }
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** {@code name = value} */
    record Definition(String name, Expression value) {
        /** @throws IllegalArgumentException if that is the name of a constant */
        public Definition {
            requireNoConstant("Definition", name);
            Objects.requireNonNull(value, "Definition: value is null");
        }
    }

    private static void requireNoConstant(String what, String name) {
        if (Constant.named(name) != null) {
            throw new IllegalArgumentException(what + ": '" + name + "' is a constant: needs another name");
        }
    }
}
