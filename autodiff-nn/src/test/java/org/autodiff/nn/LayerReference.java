package org.autodiff.nn;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The cases of a file that {@code layers.py} wrote, and which of them were checked. */
final class LayerReference {
    private final Reference file;
    private final Set<String> done = new TreeSet<>();

    LayerReference(String file) {
        this.file = Reference.load(file);
    }

    /** The names of the cases under a prefix. */
    Set<String> cases(String prefix) {
        return file.names().stream()
                .filter(n -> n.startsWith(prefix) && n.endsWith("/y"))
                .map(n -> n.substring(0, n.length() - 2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those that were not asked for. */
    Set<String> left() {
        Set<String> left = cases("");
        left.removeAll(done);
        return left;
    }

    /** A case, to be checked now. */
    ReferenceCase of(String name) {
        done.add(name);
        return new ReferenceCase(file, name);
    }

    void check(String name, Layer layer) {
        of(name).check(layer, x -> layer.apply(x[0]), "x");
    }
}
