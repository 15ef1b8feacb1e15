package org.autodiff.nn.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.nn.Model;

/** Which parts of a model are in training mode: a frozen part may be in evaluation while the others are trained. */
final class Modes {
    private final Map<Model, Boolean> seen = new LinkedHashMap<>();
    private final Deque<Model> parentsFirst = new ArrayDeque<>(); // since the mode of a part is set for all below it

    private Modes() {}

    static Modes of(Model model) {
        Modes modes = new Modes();
        modes.add(model);
        return modes;
    }

    private void add(Model part) {
        if (seen.putIfAbsent(part, part.isTraining()) == null) {
            part.children().values().forEach(this::add);
            parentsFirst.addFirst(part);
        }
    }

    /** Puts all of them back. */
    void restore() {
        parentsFirst.forEach(part -> {
            if (seen.get(part)) {
                part.train();
            } else {
                part.eval();
            }
        });
    }
}
