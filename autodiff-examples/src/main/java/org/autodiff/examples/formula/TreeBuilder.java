package org.autodiff.examples.formula;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.antlr.v4.runtime.Token;
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
import org.autodiff.examples.formula.grammar.FormulaParser;
import org.autodiff.examples.formula.grammar.FormulaParser.ArgumentContext;
import org.autodiff.examples.formula.grammar.FormulaParser.AtomContext;
import org.autodiff.examples.formula.grammar.FormulaParser.BlockContext;
import org.autodiff.examples.formula.grammar.FormulaParser.CallContext;
import org.autodiff.examples.formula.grammar.FormulaParser.ConditionalContext;
import org.autodiff.examples.formula.grammar.FormulaParser.DefinitionContext;
import org.autodiff.examples.formula.grammar.FormulaParser.ExpressionContext;
import org.autodiff.examples.formula.grammar.FormulaParser.GroupContext;
import org.autodiff.examples.formula.grammar.FormulaParser.NameContext;
import org.autodiff.examples.formula.grammar.FormulaParser.NumberContext;
import org.autodiff.examples.formula.grammar.FormulaParser.PostfixContext;
import org.autodiff.examples.formula.grammar.FormulaParser.PowerContext;
import org.autodiff.examples.formula.grammar.FormulaParser.ProductContext;
import org.autodiff.examples.formula.grammar.FormulaParser.RangeContext;
import org.autodiff.examples.formula.grammar.FormulaParser.SubscriptContext;
import org.autodiff.examples.formula.grammar.FormulaParser.SuffixContext;
import org.autodiff.examples.formula.grammar.FormulaParser.SumContext;
import org.autodiff.examples.formula.grammar.FormulaParser.TextContext;
import org.autodiff.examples.formula.grammar.FormulaParser.UnaryContext;
import org.autodiff.examples.formula.grammar.FormulaParser.VectorContext;

/** From the tree of the grammar to expressions. Each method is a rule of the grammar, and recurses as deep as these. */
final class TreeBuilder {
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private final SourceText source;

    /** Where expressions stand in the text. Not in them, since it is no part of what they mean. */
    private final Map<Expression, Integer> columns = new IdentityHashMap<>();

    TreeBuilder(SourceText source) {
        this.source = source;
    }

    Expression build() {
        return block(Syntax.parse(source).block());
    }

    Map<Expression, Integer> columns() {
        return columns;
    }

    private <E extends Expression> E at(Token token, E expression) {
        columns.put(expression, token.getStartIndex());
        return expression;
    }

    private FormulaException error(Token token, String message) {
        return source.error(token.getStartIndex(), message);
    }

    private Expression block(BlockContext c) {
        if (c.definition().isEmpty()) {
            return expression(c.expression());
        }
        Set<String> names = new HashSet<>();
        List<Definition> definitions = new ArrayList<>();
        for (DefinitionContext d : c.definition()) {
            String name = d.NAME().getText();
            if (Constant.named(name) != null) {
                throw error(d.NAME().getSymbol(), "'" + name + "' is a constant: choose another name");
            }
            if (!names.add(name)) {
                throw error(d.NAME().getSymbol(), "'" + name + "' is defined twice: choose another name");
            }
            definitions.add(new Definition(name, expression(d.expression())));
        }
        return new Let(definitions, expression(c.expression()));
    }

    private Expression expression(ExpressionContext c) {
        Expression left = sum(c.sum(0));
        return c.comparison == null ? left : binary(c.comparison, left, sum(c.sum(1)));
    }

    private Expression sum(SumContext c) {
        return chain(c.operators, each(c.product(), this::product));
    }

    private Expression product(ProductContext c) {
        return chain(c.operators, each(c.unary(), this::unary));
    }

    /** Operators of one precedence, read from the left. */
    private Expression chain(List<Token> operators, List<Expression> operands) {
        Expression e = operands.get(0);
        for (int i = 0; i < operators.size(); i++) {
            e = binary(operators.get(i), e, operands.get(i + 1));
        }
        return e;
    }

    private Expression unary(UnaryContext c) {
        if (c.sign == null) {
            return power(c.power());
        }
        Expression operand = unary(c.unary());
        return c.sign.getType() == FormulaParser.PLUS ? operand : at(c.sign, new Negate(operand));
    }

    private Expression power(PowerContext c) {
        Expression base = postfix(c.postfix());
        if (c.operator == null) {
            return base;
        }
        boolean raised = c.operator.getType() == FormulaParser.SUPERSCRIPT;
        return binary(c.operator, base, raised ? superscript(c.operator) : unary(c.unary()));
    }

    private Expression superscript(Token token) {
        StringBuilder digits = new StringBuilder();
        token.getText().chars().map(SUPERSCRIPTS::indexOf).filter(d -> d >= 0).forEach(digits::append);
        Literal exponent = number(token, digits.toString());
        return token.getText().startsWith("⁻") ? at(token, new Negate(exponent)) : exponent;
    }

    private Expression binary(Token operator, Expression left, Expression right) {
        return at(operator, new Binary(operator(operator), left, right));
    }

    private static Operator operator(Token token) {
        return switch (token.getType()) {
            case FormulaParser.PLUS -> Operator.ADD;
            case FormulaParser.MINUS -> Operator.SUBTRACT;
            case FormulaParser.TIMES -> Operator.MULTIPLY;
            case FormulaParser.OVER -> Operator.DIVIDE;
            case FormulaParser.MATMUL -> Operator.MATMUL;
            case FormulaParser.POWER, FormulaParser.SUPERSCRIPT -> Operator.POWER;
            case FormulaParser.LESS -> Operator.LESS;
            case FormulaParser.LESS_EQUAL -> Operator.LESS_EQUAL;
            case FormulaParser.GREATER -> Operator.GREATER;
            case FormulaParser.GREATER_EQUAL -> Operator.GREATER_EQUAL;
            case FormulaParser.EQUAL -> Operator.EQUAL;
            case FormulaParser.NOT_EQUAL -> Operator.NOT_EQUAL;
            default -> throw new IllegalStateException("no operator: " + token);
        };
    }

    private Expression postfix(PostfixContext c) {
        Expression e = atom(c.atom());
        if (c.suffix().size() > FormulaParser.DEEPEST) {
            throw error(
                    c.suffix(FormulaParser.DEEPEST).operator,
                    FormulaParser.TOO_DEEP + ": more than " + FormulaParser.DEEPEST + " suffixes in a row");
        }
        for (SuffixContext suffix : c.suffix()) {
            Expression operand = e;
            e = at(
                    suffix.operator,
                    suffix.member != null
                            ? new Member(operand, suffix.member.getText())
                            : suffix.subscript().isEmpty()
                                    ? new Transpose(operand)
                                    : new Part(operand, each(suffix.subscript(), this::subscript)));
        }
        return e;
    }

    private Subscript subscript(SubscriptContext c) {
        RangeContext range = c.range();
        return range == null
                ? new At(expression(c.from))
                : new Range(optional(c.from), optional(range.to), optional(range.step));
    }

    private Expression optional(ExpressionContext c) {
        return c == null ? null : expression(c);
    }

    private Expression atom(AtomContext c) {
        if (c instanceof NumberContext number) {
            return number(number.NUMBER().getSymbol(), number.getText());
        }
        if (c instanceof NameContext name) {
            Constant constant = Constant.named(name.getText());
            return constant != null ? constant : at(name.NAME().getSymbol(), new Variable(name.getText()));
        }
        if (c instanceof TextContext text) {
            String quoted = text.getText();
            return at(text.TEXT().getSymbol(), new Text(quoted.substring(1, quoted.length() - 1)));
        }
        if (c instanceof CallContext call) {
            List<Argument> arguments = each(call.argument(), this::argument);
            return at(call.function, new Call(call.function.getText(), arguments));
        }
        if (c instanceof ConditionalContext i) {
            Expression condition = expression(i.expression(0));
            return at(
                    i.IF().getSymbol(),
                    new Conditional(condition, expression(i.expression(1)), expression(i.expression(2))));
        }
        if (c instanceof VectorContext vector) {
            List<Expression> rows =
                    each(vector.row(), row -> at(row.getStart(), new Vector(expressions(row.expression()))));
            return at(vector.getStart(), rows.size() == 1 ? (Vector) rows.get(0) : new Vector(rows));
        }
        return block(((GroupContext) c).block());
    }

    private Argument argument(ArgumentContext c) {
        return new Argument(c.name == null ? "" : c.name.getText(), expression(c.expression()));
    }

    private List<Expression> expressions(List<ExpressionContext> contexts) {
        return each(contexts, this::expression);
    }

    /** A loop, since streams need many times the stack, at each level of brackets. */
    private static <C, T> List<T> each(List<C> contexts, Function<C, T> rule) {
        List<T> results = new ArrayList<>(contexts.size());
        for (C context : contexts) {
            results.add(rule.apply(context));
        }
        return results;
    }

    private Literal number(Token token, String text) {
        double value = Double.parseDouble(text);
        boolean tiny = value == 0 && text.split("[eE]")[0].matches(".*[1-9].*");
        if (tiny || value == Double.POSITIVE_INFINITY) {
            throw error(token, "the number " + text + " is too " + (tiny ? "small" : "large") + " for a double");
        }
        return at(token, new Literal(value));
    }
}
