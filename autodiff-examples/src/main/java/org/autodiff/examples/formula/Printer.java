package org.autodiff.examples.formula;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.autodiff.examples.formula.Expression.Argument;
import org.autodiff.examples.formula.Expression.At;
import org.autodiff.examples.formula.Expression.Binary;
import org.autodiff.examples.formula.Expression.Call;
import org.autodiff.examples.formula.Expression.Conditional;
import org.autodiff.examples.formula.Expression.Constant;
import org.autodiff.examples.formula.Expression.Definition;
import org.autodiff.examples.formula.Expression.Let;
import org.autodiff.examples.formula.Expression.Literal;
import org.autodiff.examples.formula.Expression.Member;
import org.autodiff.examples.formula.Expression.Negate;
import org.autodiff.examples.formula.Expression.Part;
import org.autodiff.examples.formula.Expression.Range;
import org.autodiff.examples.formula.Expression.Subscript;
import org.autodiff.examples.formula.Expression.Text;
import org.autodiff.examples.formula.Expression.Transpose;
import org.autodiff.examples.formula.Expression.Variable;
import org.autodiff.examples.formula.Expression.Vector;

/** Prints trees as formulas, with the brackets that the grammar needs and no others. */
final class Printer {
    // How tightly the operators bind, as the rules of the grammar are nested.
    private static final int BLOCK = 0;
    private static final int EXPRESSION = 1;
    private static final int SUM = 2;
    private static final int PRODUCT = 3;
    private static final int UNARY = 4;
    private static final int POWER = 5;
    private static final int POSTFIX = 6;

    /** An expression that is to be printed where the grammar has a rule of this precedence. */
    private record Operand(Expression expression, int place) {}

    private Printer() {}

    /** A stack instead of recursion: sums may be thousands of levels deep. It holds text and operands. */
    static String print(Expression root) {
        StringBuilder text = new StringBuilder();
        Deque<Object> ahead = new ArrayDeque<>();
        ahead.push(new Operand(root, BLOCK));
        while (!ahead.isEmpty()) {
            Object next = ahead.pop();
            if (next instanceof Operand operand) {
                List<Object> pieces = pieces(operand);
                Collections.reverse(pieces);
                pieces.forEach(ahead::push);
            } else {
                text.append(next);
            }
        }
        return text.toString();
    }

    private static List<Object> pieces(Operand operand) {
        Pieces p = new Pieces();
        boolean brackets = precedence(operand.expression) < operand.place;
        if (brackets) {
            p.text("(");
        }
        p.add(operand.expression);
        if (brackets) {
            p.text(")");
        }
        return p.list;
    }

    private static int precedence(Expression e) {
        if (e instanceof Let) {
            return BLOCK;
        }
        if (e instanceof Binary b) {
            return precedence(b.operator());
        }
        return e instanceof Negate ? UNARY : POSTFIX;
    }

    private static int precedence(Operator operator) {
        return switch (operator) {
            case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL -> EXPRESSION;
            case ADD, SUBTRACT -> SUM;
            case MULTIPLY, DIVIDE, MATMUL -> PRODUCT;
            case POWER -> POWER;
        };
    }

    private static String number(double value) {
        boolean whole = value == Math.rint(value) && value < 1e15;
        return whole ? Long.toString((long) value) : Double.toString(value).replace("E", "e");
    }

    private static final class Pieces {
        private final List<Object> list = new ArrayList<>();

        void text(Object text) {
            list.add(text.toString());
        }

        void operand(Expression e, int place) {
            list.add(new Operand(e, place));
        }

        void add(Expression e) {
            if (e instanceof Literal literal) {
                text(number(literal.value()));
            } else if (e instanceof Constant constant) {
                text(constant);
            } else if (e instanceof Variable variable) {
                text(variable.name());
            } else if (e instanceof Negate negate) {
                text("-");
                operand(negate.operand(), UNARY);
            } else if (e instanceof Binary binary) {
                binary(binary);
            } else if (e instanceof Transpose transpose) {
                operand(transpose.operand(), POSTFIX);
                text("'");
            } else if (e instanceof Text text) {
                text("\"" + text.text() + "\"");
            } else if (e instanceof Member member) {
                operand(member.operand(), POSTFIX);
                text("." + member.name());
            } else if (e instanceof Part part) {
                operand(part.operand(), POSTFIX);
                subscripts(part.subscripts());
            } else if (e instanceof Vector vector) {
                vector(vector.elements());
            } else if (e instanceof Conditional c) {
                text("if(");
                expressions(List.of(c.condition(), c.then(), c.otherwise()));
                text(")");
            } else if (e instanceof Call call) {
                call(call);
            } else if (e instanceof Let let) {
                for (Definition d : let.definitions()) {
                    text(d.name() + " = ");
                    operand(d.value(), EXPRESSION);
                    text("; ");
                }
                operand(let.body(), EXPRESSION);
            }
        }

        private void binary(Binary b) {
            int own = precedence(b.operator());
            boolean power = b.operator() == Operator.POWER;
            // All but powers and comparisons are read from the left.
            operand(b.left(), power || own == EXPRESSION ? own + 1 : own);
            boolean tight = power || b.operator() == Operator.MULTIPLY || b.operator() == Operator.DIVIDE;
            text(tight ? b.operator() : " " + b.operator() + " ");
            operand(b.right(), power ? UNARY : own + 1);
        }

        private void call(Call call) {
            text(call.function() + "(");
            String between = "";
            for (Argument a : call.arguments()) {
                text(a.name().isEmpty() ? between : between + a.name() + "=");
                operand(a.value(), EXPRESSION);
                between = ", ";
            }
            text(")");
        }

        private void vector(List<Expression> elements) {
            text("[");
            if (elements.size() > 1 && elements.stream().allMatch(Vector.class::isInstance)) {
                for (int i = 0; i < elements.size(); i++) {
                    text(i == 0 ? "" : "; ");
                    expressions(((Vector) elements.get(i)).elements());
                }
            } else {
                expressions(elements);
            }
            text("]");
        }

        private void subscripts(List<Subscript> subscripts) {
            String between = "[";
            for (Subscript s : subscripts) {
                text(between);
                if (s instanceof At at) {
                    operand(at.position(), EXPRESSION);
                } else if (s instanceof Range range) {
                    optional("", range.from());
                    text(":");
                    optional("", range.to());
                    optional(":", range.step());
                }
                between = ", ";
            }
            text("]");
        }

        private void optional(String before, Expression e) {
            if (e != null) {
                text(before);
                operand(e, EXPRESSION);
            }
        }

        private void expressions(List<Expression> expressions) {
            for (int i = 0; i < expressions.size(); i++) {
                text(i == 0 ? "" : ", ");
                operand(expressions.get(i), EXPRESSION);
            }
        }
    }
}
