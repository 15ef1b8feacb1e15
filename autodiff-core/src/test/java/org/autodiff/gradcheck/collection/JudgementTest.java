package org.autodiff.gradcheck.collection;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport;
import org.autodiff.gradcheck.collection.Judgement.Reply;
import org.junit.jupiter.api.Test;

/** {@link GradCheck} on the whole collection: it passes nothing wrong, fails nothing right, and says little else. */
class JudgementTest {
    /** Of 182 answers 20 may be weak. */
    private static final double WEAK_SHARE = 20.0 / 182;

    static Reply check(Case c) {
        GradCheckReport report = GradCheck.of(c.f(), c.gradient()).at(c.x()).report();
        return new Reply(Answer.valueOf(report.verdict().name()), report.toString());
    }

    @Test
    void development() {
        judge("development", Development.cases());
    }

    @Test
    void heldOut() {
        judge("held out", HeldOut.cases());
    }

    /** The collection tells checkers apart. */
    @Test
    void theUsualCheckerFails() {
        for (List<Case> cases : List.of(Development.cases(), HeldOut.cases())) {
            Judgement judgement = Judgement.of(cases, FixedStep::check);
            assertTrue(judgement.with(Outcome.FALSE_PASS).size() > 30, judgement::table);
            assertTrue(judgement.with(Outcome.FALSE_FAIL).size() > 15, judgement::table);
        }
    }

    private static void judge(String half, List<Case> cases) {
        Judgement judgement = Judgement.of(cases, JudgementTest::check);
        System.out.println(half + "\n" + judgement.table());
        assertAll(
                () -> assertEquals("", judgement.details(Outcome.FALSE_PASS)),
                () -> assertEquals("", judgement.details(Outcome.FALSE_FAIL)),
                () -> assertEquals("", judgement.details(Outcome.CRASH)),
                () -> assertTrue(
                        judgement.with(Outcome.WEAK).size() <= WEAK_SHARE * cases.size(),
                        () -> judgement.details(Outcome.WEAK)));
    }
}
