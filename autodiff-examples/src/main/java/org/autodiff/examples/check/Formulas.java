package org.autodiff.examples.check;

import java.util.function.Supplier;
import org.autodiff.examples.cli.UserError;
import org.autodiff.examples.formula.Formula;
import org.autodiff.examples.formula.FormulaException;

/** Formulas of the command line, whose mistakes are the user's. */
public final class Formulas {
    private Formulas() {}

    /** @throws UserError with the caret under the place, if it is not a formula */
    public static Formula parse(String where, String text) {
        return orUserError(where, () -> Formula.parse(text));
    }

    /** @throws UserError for a formula that cannot be read or evaluated */
    public static <T> T orUserError(String where, Supplier<T> work) {
        try {
            return work.get();
        } catch (FormulaException e) {
            throw new UserError(where + ": " + e.getMessage(), e);
        }
    }
}
