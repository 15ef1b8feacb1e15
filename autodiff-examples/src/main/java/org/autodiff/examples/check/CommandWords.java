package org.autodiff.examples.check;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;

/**
 * The words of a command line that is started without a shell: blanks part them, single or double quotes hold them
 * together. No variables, no wildcards, no pipes; a backslash is a character like others, as in paths of Windows.
 */
final class CommandWords {
    private CommandWords() {}

    /** @throws UserError if there is no word, or a quote is left open */
    static List<String> of(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (char c : command.toCharArray()) {
            if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                word = word == null ? new StringBuilder() : word;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                }
                word = null;
            } else {
                word = (word == null ? new StringBuilder() : word).append(c);
            }
        }
        if (quote != 0) {
            throw new UserError("--cmd " + Text.quote(command) + ": a quote " + quote + " is never closed");
        }
        if (word != null) {
            words.add(word.toString());
        }
        if (words.isEmpty()) {
            throw new UserError("--cmd: the command is empty");
        }
        return words;
    }
}
