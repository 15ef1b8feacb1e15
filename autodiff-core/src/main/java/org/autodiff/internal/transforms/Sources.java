package org.autodiff.internal.transforms;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.autodiff.internal.engine.Enclosure;

/** The random generators that a function drew from, to be put back to where they were before it ran. */
final class Sources {
    private final List<Enclosure.Source> sources;
    private final long[] start;

    Sources(Map<Enclosure.Source, Long> positions) {
        sources = new ArrayList<>(positions.keySet());
        start = positions.values().stream().mapToLong(p -> p).toArray();
    }

    /** Where they are. */
    long[] positions() {
        return sources.stream().mapToLong(s -> s.position().getAsLong()).toArray();
    }

    /** Puts them back; those that were not yet known then, to where they were before their first draw. */
    void reset(long[] positions) {
        for (int i = 0; i < start.length; i++) {
            sources.get(i).reset().accept(i < positions.length ? positions[i] : start[i]);
        }
    }

    /** Puts them back to the beginning. */
    void reset() {
        reset(start);
    }
}
