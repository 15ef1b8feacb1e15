package org.autodiff.examples.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;

/**
 * A part of an option such as {@code --at A=random(3,4),x=[1,2,3,4]}.
 *
 * @param name what stands before the equals sign, if there is one
 * @param value what stands behind it: a formula or a file
 */
record Assignment(Optional<String> name, String value) {
    private static final String OPENING = "([{";
    private static final String CLOSING = ")]}";
    /** The names of formulas; see NAME in Formula.g4. */
    private static final String NAME =
            "[\\p{Lu}\\p{Ll}\\p{Lt}\\p{Lo}_][\\p{Lu}\\p{Ll}\\p{Lt}\\p{Lo}\\p{M}\\p{Nd}₀-₉_]*";

    private static final Pattern NAMED = Pattern.compile("(?U)\\s*(" + NAME + ")\\s*=(?!=)(.*)", Pattern.DOTALL);

    /**
     * Splits at the commas that are not within brackets or quotes.
     *
     * @param option what messages begin with
     * @throws UserError if a bracket or a quote is left open, or a part is empty
     */
    static List<Assignment> parse(String option, String text) {
        List<Assignment> all = new ArrayList<>();
        Deque<Character> open = new ArrayDeque<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' && !opensQuote(text, start, i)) {
                continue; // the transpose of a formula
            }
            if (c == '"' || c == '\'') {
                i = closing(option, text, i);
            } else if (OPENING.indexOf(c) >= 0) {
                open.push(c);
            } else if (CLOSING.indexOf(c) >= 0) {
                char expected = OPENING.charAt(CLOSING.indexOf(c));
                if (open.isEmpty() || open.pop() != expected) {
                    throw new UserError(option + " " + Text.quote(text) + ": character " + (i + 1) + ", " + c
                            + ", closes no bracket");
                }
            } else if (c == ',' && open.isEmpty()) {
                all.add(part(option, text, text.substring(start, i)));
                start = i + 1;
            }
        }
        if (!open.isEmpty()) {
            throw new UserError(option + " " + Text.quote(text) + ": a bracket " + open.peek() + " is never closed");
        }
        all.add(part(option, text, text.substring(start)));
        return all;
    }

    /** A quote opens a name of a file only where a value begins; elsewhere it is the transpose of a formula. */
    private static boolean opensQuote(String text, int start, int at) {
        String before = text.substring(start, at).strip();
        return before.isEmpty() || before.endsWith("=");
    }

    private static int closing(String option, String text, int opening) {
        int end = text.indexOf(text.charAt(opening), opening + 1);
        if (end < 0) {
            throw new UserError(option + " " + Text.quote(text) + ": a quote is never closed");
        }
        return end;
    }

    private static Assignment part(String option, String whole, String part) {
        Matcher named = NAMED.matcher(part);
        boolean hasName = named.matches();
        String value = (hasName ? named.group(2) : part).strip();
        if (value.isEmpty()) {
            String where = hasName ? named.group(1) + " has no value" : "a part is empty";
            throw new UserError(option + " " + Text.quote(whole) + ": " + where + ": write NAME=VALUE,NAME=VALUE");
        }
        return new Assignment(hasName ? Optional.of(named.group(1)) : Optional.empty(), value);
    }

    /** The value without quotes around it. */
    String unquoted() {
        char first = value.charAt(0);
        boolean quoted =
                value.length() > 1 && (first == '"' || first == '\'') && value.indexOf(first, 1) == value.length() - 1;
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
