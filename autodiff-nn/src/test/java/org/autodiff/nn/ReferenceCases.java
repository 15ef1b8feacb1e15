package org.autodiff.nn;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The cases of a file of PyTorch's arrays, and which of them were checked. */
public final class ReferenceCases {
    private final Reference file;
    private final Set<String> done = new TreeSet<>();

    public ReferenceCases(String file) {
        this(Reference.load(file));
    }

    public ReferenceCases(Reference file) {
        this.file = file;
    }

    /** The names of the cases under a prefix. */
    public Set<String> cases(String prefix) {
        return file.names().stream()
                .filter(n -> n.startsWith(prefix) && n.endsWith("/y"))
                .map(n -> n.substring(0, n.length() - 2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names of the cases that were not checked. */
    public Set<String> left() {
        Set<String> left = cases("");
        left.removeAll(done);
        return left;
    }

    /** A case, which counts as checked from now on. */
    public ReferenceCase of(String name) {
        done.add(name);
        return new ReferenceCase(file, name);
    }

    /** A layer of one tensor. */
    public void check(String name, Layer layer) {
        of(name).check(layer, x -> layer.apply(x[0]), "x");
    }
}
