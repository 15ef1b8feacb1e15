package org.autodiff.laws;

import java.util.List;

/** Samples of the gates of moves of elements. */
final class ShapeSamples {
    private ShapeSamples() {}

    static List<Sample> all() {
        return List.of();
    }
}
