package org.autodiff.laws;

import java.util.List;

/** Samples of the gates of selections by indices, and order. */
final class IndexSamples {
    private IndexSamples() {}

    static List<Sample> all() {
        return List.of();
    }
}
