package org.autodiff.gradcheck.collection;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** How a checker did on a list of cases. */
final class Judgement {
    /** One case; {@code answer} is null if the checker threw. */
    record Result(Case subject, Answer answer, Outcome outcome, String report, double milliseconds) {}

    private final List<Result> results = new ArrayList<>();

    /** What a checker answers, and its report. */
    record Reply(Answer answer, String report) {}

    static Judgement of(List<Case> cases, Function<Case, Reply> checker) {
        Judgement judgement = new Judgement();
        for (Case c : cases) {
            long start = System.nanoTime();
            Reply reply;
            try {
                reply = checker.apply(c);
            } catch (RuntimeException thrown) {
                reply = new Reply(null, thrown.toString());
            }
            Outcome outcome = reply.answer == null ? Outcome.CRASH : c.judge(reply.answer);
            double milliseconds = (System.nanoTime() - start) / 1e6;
            judgement.results.add(new Result(c, reply.answer, outcome, reply.report, milliseconds));
        }
        return judgement;
    }

    List<Result> results() {
        return List.copyOf(results);
    }

    List<Result> with(Outcome outcome) {
        return results.stream().filter(r -> r.outcome == outcome).toList();
    }

    /** Undecided answers, also where nothing more could have been known. */
    long undecided() {
        return results.stream()
                .filter(r -> r.answer == Answer.INCONCLUSIVE || r.answer == Answer.VACUOUS || r.outcome == Outcome.WEAK)
                .count();
    }

    /** A line for each kind: how many cases, and how many of each outcome. */
    String table() {
        Map<Kind, int[]> counts = new EnumMap<>(Kind.class);
        for (Result r : results) {
            counts.computeIfAbsent(r.subject.kind(), k -> new int[Outcome.values().length])[r.outcome.ordinal()]++;
        }
        StringBuilder table =
                new StringBuilder(line("kind", "cases", "good", "weak", "false pass", "false fail", "crash"));
        int[] total = new int[Outcome.values().length];
        counts.forEach((kind, of) -> {
            table.append(line(kind, of));
            for (int i = 0; i < total.length; i++) {
                total[i] += of[i];
            }
        });
        return table.append(line("all", total))
                .append("undecided, also where nothing more can be known: ")
                .append(undecided())
                .append('\n')
                .toString();
    }

    private static String line(Object kind, int[] of) {
        int cases = 0;
        Object[] cells = new Object[of.length + 2];
        for (int i = 0; i < of.length; i++) {
            cells[i + 2] = of[i];
            cases += of[i];
        }
        cells[0] = kind;
        cells[1] = cases;
        return line(cells);
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%-16s%6s%6s%6s%12s%12s%7s%n", cells);
    }

    /** The cases that came out so, with what the checker said. */
    String details(Outcome outcome) {
        StringBuilder text = new StringBuilder();
        for (Result r : with(outcome)) {
            text.append(outcome)
                    .append(" (")
                    .append(r.subject.truth())
                    .append(", answered ")
                    .append(r.answer)
                    .append("): ")
                    .append(r.subject)
                    .append('\n')
                    .append(r.report.indent(8));
        }
        return text.toString();
    }
}
