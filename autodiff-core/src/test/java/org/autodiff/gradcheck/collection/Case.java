package org.autodiff.gradcheck.collection;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A claimed gradient, and whether it is right.
 *
 * @param name the function, the point and the claim
 * @param problem the name of function and point, under which the reference file has the derivative
 * @param gradient the claim
 * @param best the right gradient, or a subgradient at a kink
 * @param fair answers besides PASS (if right) and WRONG (if wrong) that say all that can be known
 */
record Case(
        String name,
        String problem,
        Kind kind,
        ToDoubleFunction<double[]> f,
        Function<double[], double[]> gradient,
        Function<double[], double[]> best,
        double[] x,
        Truth truth,
        Set<Answer> fair) {

    Outcome judge(Answer answer) {
        if (fair.contains(answer)) {
            return Outcome.GOOD;
        }
        boolean calledWrong = EnumSet.of(Answer.WRONG, Answer.WRONG_NEARBY).contains(answer);
        return switch (truth) {
            case RIGHT ->
                switch (answer) {
                    case PASS -> Outcome.GOOD;
                    case WRONG, WRONG_NEARBY, NONDETERMINISTIC, IMPURE -> Outcome.FALSE_FAIL;
                    default -> Outcome.WEAK;
                };
            case WRONG -> calledWrong ? Outcome.GOOD : answer == Answer.PASS ? Outcome.FALSE_PASS : Outcome.WEAK;
            case NEITHER -> answer == Answer.PASS ? Outcome.FALSE_PASS : Outcome.WEAK;
        };
    }

    @Override
    public String toString() {
        return kind + " | " + name;
    }
}
