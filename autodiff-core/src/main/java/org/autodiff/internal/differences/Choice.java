package org.autodiff.internal.differences;

import java.util.List;
import java.util.function.BiPredicate;
import org.autodiff.internal.differences.Windows.Window;

/**
 * The window that decides.
 *
 * @param window the one with the shortest bar that no finer one contradicts; null if there is none
 * @param fine the finer one that was set aside, since the function is made of steps there; null if none was
 */
record Choice(Window window, Window fine) {
    /** So many coarser windows must agree, to overrule the best one. */
    private static final int PLATEAU = 3;

    /** Whether fine rungs were set aside. */
    boolean steps() {
        return fine != null;
    }

    /**
     * Coarse rungs see past structure that is finer than they are; so where a finer window contradicts, and knows
     * well, it is right. Unless the function is made of steps.
     *
     * @param windows coarse to fine
     * @param endsByJump whether the first window, finer, ends by a jump on the way to the second
     */
    static Choice of(List<Window> windows, BiPredicate<Window, Window> endsByJump) {
        int from = 0;
        while (true) {
            Window best = shortest(windows.subList(from, windows.size()));
            if (best == null) {
                return new Choice(null, null);
            }
            Window better = null;
            for (Window w : windows.subList(windows.indexOf(best) + 1, windows.size())) {
                if (better == null && w.refutes(best)) {
                    better = w;
                }
            }
            if (better != null && endsByJump.test(better, best)) {
                return new Choice(best, better);
            }
            if (better == null) {
                return overruled(windows.subList(0, windows.indexOf(best)), best, endsByJump);
            }
            from = windows.indexOf(better);
        }
    }

    /** The best may itself be a step; then coarser windows, with a longer bar, know more. */
    private static Choice overruled(List<Window> coarser, Window best, BiPredicate<Window, Window> endsByJump) {
        Window other = null;
        for (int i = 0; i + PLATEAU <= coarser.size(); i++) {
            List<Window> some = coarser.subList(i, i + PLATEAU);
            boolean plateau =
                    some.stream().allMatch(w -> w.refutes(best) && some.stream().noneMatch(v -> v.refutes(w)));
            Window candidate = shortest(some);
            if (plateau && (other == null || candidate.bar() < other.bar())) {
                other = candidate;
            }
        }
        return other != null && endsByJump.test(best, other) ? new Choice(other, best) : new Choice(best, null);
    }

    private static Window shortest(List<Window> windows) {
        Window best = null;
        for (Window w : windows) {
            if (best == null || w.bar() < best.bar()) {
                best = w;
            }
        }
        return best;
    }
}
