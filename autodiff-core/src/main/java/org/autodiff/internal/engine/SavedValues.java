package org.autodiff.internal.engine;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.NdArray;

/** The arrays that the entries of a tape keep for their rules; each once, though several may keep it. */
public final class SavedValues {
    /**
     * One of them.
     *
     * @param operation the name of the gate that keeps it; of several the first one
     * @param value which of its values it is: {@code input 0}, {@code output}
     * @param name of the variable whose value it is; else null
     * @param uses how many entries keep it
     * @param site where the program called the operation; null if that is not known
     */
    public record Entry(NdArray array, String operation, String value, String name, int uses, Site site) {}

    private final List<Entry> entries = new ArrayList<>();
    private final IdentityHashMap<Object, Integer> places = new IdentityHashMap<>();
    private final IdentityHashMap<Node, Boolean> visited = new IdentityHashMap<>();

    private SavedValues() {}

    /** Those of the tape below a tensor, in the order of the tape. */
    public static SavedValues of(Tensor output) {
        SavedValues saved = new SavedValues();
        saved.below(Tensors.live(output));
        return saved;
    }

    public List<Entry> entries() {
        return entries;
    }

    private void below(Tensor t) {
        if (t.level != null) {
            t.level.map(part -> {
                below(part);
                return part;
            });
        }
        Node top = Tensors.liveNode(t);
        if (top == null || visited.containsKey(top)) {
            return;
        }
        for (Node node : BackwardWalk.topologicalOrder(top)) {
            if (visited.put(node, true) == null && node.gate() != null) {
                node.kept((kept, which) -> add(node, kept, which));
            }
        }
    }

    private void add(Node node, Tensor t, int which) {
        if (t.level != null) {
            t.level.map(part -> {
                add(node, part, which);
                return part;
            });
        }
        if (t.level instanceof Batch) {
            return; // the example has no numbers
        }
        Object identity = ArrayAccess.identity(t.value);
        Integer known = places.putIfAbsent(identity, entries.size());
        if (known == null) {
            String name = t.node instanceof Leaf leaf ? leaf.name : null;
            entries.add(new Entry(t.value, node.gate().name(), value(node, which), name, 1, node.site()));
        } else {
            Entry e = entries.get(known);
            entries.set(known, new Entry(e.array, e.operation, e.value, e.name, e.uses + 1, e.site));
        }
    }

    private static String value(Node node, int which) {
        if (which == Node.STATE) {
            return "state";
        }
        return which >= 0
                ? (node.arity() == 1 ? "input" : "input " + which)
                : which == ~0 ? "output" : "output " + ~which;
    }
}
