package org.autodiff.internal.differences;

import java.util.List;
import java.util.function.BiPredicate;
import org.autodiff.internal.differences.Windows.Window;

/**
 * The window that decides.
 *
 * @param window the one with the shortest bar that no finer one contradicts; null if there is none
 * @param steps whether fine rungs were set aside, since the function is made of steps there
 */
record Choice(Window window, boolean steps) {
    /**
     * Coarse rungs see past structure that is finer than they are; so where a finer window contradicts, and knows well, it
     * is right. Unless the function is made of steps.
     *
     * @param windows coarse to fine
     * @param endsByJump whether the first window, finer, ends by a jump on the way to the second
     */
    static Choice of(List<Window> windows, BiPredicate<Window, Window> endsByJump) {
        int from = 0;
        boolean steps = false;
        while (true) {
            Window best = null;
            for (Window w : windows.subList(from, windows.size())) {
                if (best == null || w.bar() < best.bar()) {
                    best = w;
                }
            }
            if (best == null) {
                return new Choice(null, steps);
            }
            int better = -1;
            for (int i = windows.indexOf(best) + 1; i < windows.size() && better < 0; i++) {
                Window w = windows.get(i);
                double distance = Math.abs(w.value() - best.value());
                if (w.contradicts(best) && 3 * w.bar() < distance) {
                    if (endsByJump.test(w, best)) {
                        return new Choice(best, true);
                    }
                    better = i;
                }
            }
            if (better < 0) {
                return new Choice(best, steps);
            }
            from = better;
        }
    }
}
