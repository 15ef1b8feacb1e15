package org.autodiff.examples.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.autodiff.examples.formula.Expression.Argument;
import org.autodiff.examples.formula.Expression.At;
import org.autodiff.examples.formula.Expression.Binary;
import org.autodiff.examples.formula.Expression.Call;
import org.autodiff.examples.formula.Expression.Conditional;
import org.autodiff.examples.formula.Expression.Constant;
import org.autodiff.examples.formula.Expression.Definition;
import org.autodiff.examples.formula.Expression.Let;
import org.autodiff.examples.formula.Expression.Literal;
import org.autodiff.examples.formula.Expression.Negate;
import org.autodiff.examples.formula.Expression.Part;
import org.autodiff.examples.formula.Expression.Range;
import org.autodiff.examples.formula.Expression.Subscript;
import org.autodiff.examples.formula.Expression.Transpose;
import org.autodiff.examples.formula.Expression.Variable;
import org.autodiff.examples.formula.Expression.Vector;

/** What is printed is read as the same tree. */
class RoundTripPropertyTest {

    @Property(tries = 500)
    void aPrintedTreeIsReadAsTheSameTree(@ForAll("trees") Expression tree) {
        assertEquals(tree, new TreeBuilder(new SourceText(tree.toString())).build());
    }

    @Property(tries = 200)
    void noPairOfBracketsCanBeLeftOut(@ForAll("trees") Expression tree) {
        String text = tree.toString();
        for (int open = text.indexOf('('); open >= 0; open = text.indexOf('(', open + 1)) {
            if (open == 0 || !Character.isLetterOrDigit(text.charAt(open - 1))) {
                assertTrue(isNeeded(tree, text, open), () -> text);
            }
        }
    }

    /** Whether the text without that bracket, and the one that closes it, is something else. */
    private static boolean isNeeded(Expression tree, String text, int open) {
        int close = open;
        for (int depth = 1; depth > 0; ) {
            close++;
            depth += text.charAt(close) == '(' ? 1 : text.charAt(close) == ')' ? -1 : 0;
        }
        String without = text.substring(0, open) + text.substring(open + 1, close) + text.substring(close + 1);
        try {
            return !tree.equals(new TreeBuilder(new SourceText(without)).build());
        } catch (FormulaException e) {
            return true;
        }
    }

    @Provide
    Arbitrary<Expression> trees() {
        return trees(4);
    }

    private Arbitrary<Expression> trees(int depth) {
        if (depth == 0) {
            return leaves();
        }
        return Arbitraries.frequencyOf(
                Tuple.of(1, leaves()), Tuple.of(4, inner(Arbitraries.lazy(() -> trees(depth - 1)))));
    }

    private static Arbitrary<Expression> leaves() {
        Arbitrary<Expression> numbers = Arbitraries.oneOf(
                        Arbitraries.integers().between(0, 20).map(Integer::doubleValue),
                        Arbitraries.doubles().between(0, Double.MAX_VALUE),
                        Arbitraries.of(0.1, 1e-7, Double.MIN_VALUE, Double.MAX_VALUE, 1e15, 123456789012345678.0))
                .map(Math::abs)
                .map(Literal::new);
        return Arbitraries.oneOf(numbers, Arbitraries.of(Constant.values()), names().map(Variable::new));
    }

    private static Arbitrary<String> names() {
        return Arbitraries.of("x", "y", "W1", "b_2", "_", "λ", "Δx₁", "iffy", "sin", "axis", "日本");
    }

    private static Arbitrary<Expression> inner(Arbitrary<Expression> e) {
        Arbitrary<Expression> maybe = e.injectNull(0.4);
        Arbitrary<Subscript> subscripts = Arbitraries.oneOf(
                e.map(At::new), Combinators.combine(maybe, maybe, maybe).as(Range::new));
        Arbitrary<Argument> arguments = Combinators.combine(Arbitraries.oneOf(Arbitraries.just(""), names()), e)
                .as(Argument::new);
        Arbitrary<Definition> definitions = Combinators.combine(names(), e).as(Definition::new);
        Arbitrary<List<Definition>> blocks =
                definitions.list().uniqueElements(Definition::name).ofMinSize(1).ofMaxSize(3);
        return Arbitraries.oneOf(List.of(
                e.map(Negate::new),
                e.map(Transpose::new),
                Combinators.combine(Arbitraries.of(Operator.values()), e, e).as(Binary::new),
                Combinators.combine(e, e, e).as(Conditional::new),
                e.list().ofMinSize(1).ofMaxSize(3).map(Vector::new),
                Combinators.combine(e, subscripts.list().ofMinSize(1).ofMaxSize(3))
                        .as(Part::new),
                Combinators.combine(names(), arguments.list().ofMaxSize(3)).as(Call::new),
                Combinators.combine(blocks, e).as(Let::new)));
    }
}
