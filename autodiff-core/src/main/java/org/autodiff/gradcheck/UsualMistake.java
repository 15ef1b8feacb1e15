package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A mistake that people make in derivatives, and by which a wrong one can be explained. It is named only where it
 * explains every entry that was measured; with "perhaps" where there are too few to tell.
 *
 * @param kind which mistake
 * @param text what the numbers look like, in words
 * @param certain whether more than one entry speaks for it that could have spoken against it
 */
record UsualMistake(Kind kind, String text, boolean certain) {
    /** The usual mistakes. */
    enum Kind {
        SIGN,
        FACTOR,
        CHAIN_FACTOR,
        MISSING_TERM,
        TRANSPOSED,
        NOT_SUMMED,
        SWAPPED,
        ZERO,
        SOME_ENTRIES
    }

    /** How a block may be wrong as a whole; those that say the most first. */
    private static final List<Function<Compared, Optional<UsualMistake>>> WHOLE = List.of(
            PlaceMistakes::zero,
            FactorMistakes::constant,
            PlaceMistakes::transposed,
            PlaceMistakes::permuted,
            TermMistakes::constant,
            TermMistakes::ofPoint,
            FactorMistakes::ofPoint,
            SumMistakes::spread);

    private static final int SHOWN = 2;

    /**
     * The mistake in the gradient of a scalar function.
     *
     * @param blocks the gradients of its inputs; right ones too, which may be mixed up with wrong ones
     * @param value the value of the function; NaN if it is not known
     */
    static Optional<UsualMistake> of(List<Compared> blocks, double value) {
        List<Compared> wrong = blocks.stream().filter(b -> b.wrong().length > 0).toList();
        if (wrong.isEmpty()) {
            return Optional.empty();
        }
        Optional<UsualMistake> mixed = PlaceMistakes.exchanged(wrong);
        if (mixed.isPresent()) {
            return mixed;
        }
        List<UsualMistake> found = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Compared block : wrong) {
            Optional<UsualMistake> mistake =
                    FactorMistakes.ofValue(block, value).or(() -> of(block));
            mistake.ifPresent(m -> {
                found.add(m);
                texts.add(m.text().startsWith(block.name()) ? m.text() : block.name() + ": " + m.text());
            });
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        UsualMistake first = found.get(0);
        boolean alike = found.size() == wrong.size()
                && found.stream().allMatch(m -> m.text().equals(first.text()));
        boolean certain = alike
                ? found.stream().anyMatch(UsualMistake::certain) || found.size() > 1
                : found.stream().allMatch(UsualMistake::certain);
        String text = alike
                ? (blocks.size() == 1 ? "" : names(wrong, blocks.size()) + ": ") + first.text()
                : String.join("; ", texts.subList(0, Math.min(SHOWN, texts.size())));
        return Optional.of(new UsualMistake(first.kind(), text, certain));
    }

    private static String names(List<Compared> wrong, int all) {
        List<String> names = wrong.stream().map(Compared::name).toList();
        return wrong.size() == all && all > 1 ? "all " + all + " inputs" : String.join(", ", names);
    }

    /** The mistake in one block, whatever the value of the function. */
    static Optional<UsualMistake> of(Compared block) {
        int[] wrong = block.wrong();
        if (wrong.length == 0) {
            return Optional.empty();
        }
        Optional<UsualMistake> whole = whole(block);
        return whole.isPresent() ? whole : PlaceMistakes.some(block, wrong, UsualMistake::whole);
    }

    private static Optional<UsualMistake> whole(Compared block) {
        return WHOLE.stream()
                .map(mistake -> mistake.apply(block))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * The mistake in a Jacobian.
     *
     * @param jacobian a block of shape {@code (results, arguments)}, without a point
     * @param x the arguments
     * @param y the results
     */
    static Optional<UsualMistake> ofJacobian(Compared jacobian, double[] x, double[] y) {
        int columns = jacobian.shape().dim(1);
        Compared byArgument = at(jacobian, i -> x[i % columns]);
        Compared byResult = at(jacobian, i -> y[i / columns]);
        return of(jacobian)
                .filter(m -> m.kind() != Kind.SOME_ENTRIES)
                .or(() -> FactorMistakes.ofPoint(byArgument))
                .or(() -> FactorMistakes.ofResult(byResult))
                .or(() -> of(jacobian));
    }

    private static Compared at(Compared block, Function<Integer, Double> point) {
        double[] at = new double[block.claimed().length];
        Arrays.setAll(at, point::apply);
        return new Compared(block.name(), block.shape(), block.claimed(), block.numeric(), block.errorBar(), at);
    }

    /** What a gradient with more numbers than its input may be, as words that follow a message; else empty. */
    static String ofSize(int claimed, int size) {
        return size > 0 && claimed > size && claimed % size == 0
                ? " (" + claimed / size + " times as many numbers: was it not summed over a batch of " + claimed / size
                        + "?)"
                : "";
    }

    @Override
    public String toString() {
        return (certain ? "" : "perhaps ") + text;
    }
}
