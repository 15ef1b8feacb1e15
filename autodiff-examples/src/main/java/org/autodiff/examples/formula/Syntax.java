package org.autodiff.examples.formula;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.autodiff.examples.formula.grammar.FormulaLexer;
import org.autodiff.examples.formula.grammar.FormulaParser;
import org.autodiff.examples.formula.grammar.FormulaParser.FormulaContext;

/** From text to the tree of the grammar; what does not fit is reported in words of the language, not of the parser. */
final class Syntax extends BaseErrorListener {
    private static final String OPENING = "([";
    private static final String CLOSING = ")]";

    private final SourceText source;

    private Syntax(SourceText source) {
        this.source = source;
    }

    static FormulaContext parse(SourceText source) {
        Syntax syntax = new Syntax(source);
        FormulaLexer lexer = new FormulaLexer(CharStreams.fromString(source.text()));
        lexer.removeErrorListeners(); // every character is a token, if an unknown one
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        tokens.fill();
        syntax.requireCharacters(tokens.getTokens());
        syntax.requireBrackets(tokens.getTokens());
        FormulaParser parser = new FormulaParser(tokens);
        parser.removeErrorListeners();
        parser.addErrorListener(syntax);
        return parser.formula();
    }

    private FormulaException error(Token token, String message) {
        return source.error(token.getStartIndex(), message);
    }

    private void requireCharacters(List<Token> tokens) {
        if (tokens.size() == 1) {
            throw source.error(0, "the formula is empty");
        }
        for (Token t : tokens) {
            if (t.getType() == FormulaLexer.UNKNOWN) {
                throw error(t, "unknown character '" + t.getText() + "'");
            }
        }
    }

    /** Before the parser, which would miss a bracket at the end of the text and not where it was opened. */
    private void requireBrackets(List<Token> tokens) {
        Deque<Token> open = new ArrayDeque<>();
        for (Token t : tokens) {
            String text = t.getText();
            if (OPENING.contains(text)) {
                open.push(t);
            } else if (CLOSING.contains(text)) {
                if (open.isEmpty()) {
                    throw error(t, "'" + text + "' closes nothing");
                }
                String opened = open.pop().getText();
                if (OPENING.indexOf(opened) != CLOSING.indexOf(text)) {
                    throw error(t, "'" + text + "' closes a '" + opened + "'");
                }
            }
        }
        if (!open.isEmpty()) {
            throw error(open.peek(), "'" + open.peek().getText() + "' is not closed");
        }
    }

    @Override
    public void syntaxError(
            Recognizer<?, ?> recognizer, Object symbol, int line, int column, String said, RecognitionException e) {
        Token found = (Token) symbol;
        throw error(found, said.startsWith(FormulaParser.TOO_DEEP) ? said : message((Parser) recognizer, found));
    }

    private static String message(Parser parser, Token found) {
        Token before = found.getTokenIndex() > 0 ? parser.getInputStream().get(found.getTokenIndex() - 1) : null;
        IntervalSet expected = parser.getExpectedTokens();
        String what = found.getType() == Token.EOF ? "the end" : "'" + found.getText() + "'";
        if (before != null && before.getType() == FormulaParser.IF) {
            return "expected '(' after 'if': if(condition, a, b)";
        }
        if (expected.contains(FormulaParser.NAME)) {
            return "expected an expression, found " + what;
        }
        if (parser.getContext() instanceof FormulaParser.ConditionalContext) {
            return "'if' takes three arguments: if(condition, a, b)";
        }
        if (parser.getContext() instanceof FormulaParser.BlockContext) {
            return "expected ';' after a definition, and what is computed with it: a = x + 1; a^2;"
                    + " to compare, write ==";
        }
        return switch (found.getType()) {
            case FormulaParser.NUMBER, FormulaParser.NAME, FormulaParser.IF ->
                "expected an operator before " + what + hint(before, found);
            case FormulaParser.LESS,
                    FormulaParser.LESS_EQUAL,
                    FormulaParser.GREATER,
                    FormulaParser.GREATER_EQUAL,
                    FormulaParser.EQUAL,
                    FormulaParser.NOT_EQUAL -> "comparisons do not chain: and(a < b, b < c)";
            case FormulaParser.ASSIGN -> "'=' gives a name to a part, as in a = x + 1; a^2; to compare, write ==";
            default -> "unexpected " + what + ": expected an operator or the end";
        };
    }

    private static String hint(Token before, Token found) {
        if (before != null && before.getType() == FormulaParser.NUMBER) {
            return ": a product is written " + before.getText() + "*" + found.getText();
        }
        boolean call = before != null && !Functions.named(before.getText()).isEmpty();
        return call ? ": a function is called " + before.getText() + "(" + found.getText() + ")" : "";
    }
}
