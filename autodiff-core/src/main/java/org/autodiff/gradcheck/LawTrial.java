package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.List;

/**
 * A law that waits to be tried.
 *
 * @param name the law
 * @param after the laws without which it is worth nothing: if one of them is broken, this one is too, and says nothing
 *     new
 * @param test looks whether it holds
 */
record LawTrial(String name, List<String> after, Law.Test test) {
    /** Tries laws, each after those that it stands on. */
    static List<Law> run(List<LawTrial> trials) {
        List<Law> laws = new ArrayList<>();
        List<String> fallen = new ArrayList<>();
        for (LawTrial trial : trials) {
            Law law = trial.after.stream()
                    .filter(fallen::contains)
                    .findFirst()
                    .map(first -> new Law(trial.name, Law.Status.NOT_TRIED, first + " is broken"))
                    .orElseGet(() -> Law.test(trial.name, trial.test));
            laws.add(law);
            if (law.status() == Law.Status.BROKEN || law.status() == Law.Status.NOT_TRIED) {
                fallen.add(law.name());
            }
        }
        return laws;
    }
}
