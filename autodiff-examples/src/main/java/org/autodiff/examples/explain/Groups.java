package org.autodiff.examples.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.explain.Trace;

/**
 * What a picture folds: the scopes of a trace, one group for each time that a scope was entered; where there are none,
 * the rounds of a loop, told by the program's lines; and where a group still has too many parts, stretches of it.
 * Groups are stretches of the order of computation, so that no line leads from a later one back to an earlier one.
 *
 * @param groups parents before children
 * @param of the innermost group of each node, or -1
 */
record Groups(List<Group> groups, int[] of) {
    /** More parts than these, and a picture of them is not read any more. */
    private static final int MANY = 40;

    /** A group that has more operations than these is folded at first, if there are others beside it. */
    private static final int FOLDED = 24;

    /** @param parent the group around it, or -1 */
    record Group(int id, int parent, String name, boolean folded) {}

    static Groups of(Trace trace) {
        return new Builder(trace).build();
    }

    /** The groups from the outermost to that of a node. */
    List<Integer> path(int node) {
        List<Integer> path = new ArrayList<>();
        for (int g = of[node]; g >= 0; g = groups.get(g).parent) {
            path.add(0, g);
        }
        return path;
    }

    private static final class Builder {
        private final Trace trace;
        private final List<Group> groups = new ArrayList<>();
        private final int[] of;

        Builder(Trace trace) {
            this.trace = trace;
            of = new int[trace.nodes().size()];
            Arrays.fill(of, -1);
        }

        Groups build() {
            List<Trace.Node> operations =
                    trace.nodes().stream().filter(n -> !isLeaf(n)).toList();
            divide(operations, -1, 0);
            for (Trace.Node node : trace.nodes()) {
                if (isLeaf(node)) {
                    of[node.id()] = aroundItsUses(node);
                }
            }
            boolean small = operations.size() <= MANY;
            List<Group> folded = groups.stream()
                    .map(g -> new Group(g.id, g.parent, g.name, !small && isLarge(g)))
                    .toList();
            return new Groups(folded, of);
        }

        private static boolean isLeaf(Trace.Node node) {
            return node.inputs().isEmpty();
        }

        private boolean isLarge(Group group) {
            long operations = trace.nodes().stream()
                    .filter(n -> !isLeaf(n) && isWithin(of[n.id()], group.id))
                    .count();
            return operations > FOLDED || group.parent < 0;
        }

        private boolean isWithin(int group, int around) {
            int g = group;
            while (g >= 0 && g != around) {
                g = groups.get(g).parent;
            }
            return g == around;
        }

        /** Groups a stretch by the names of its scopes from a depth on. */
        private void divide(List<Trace.Node> stretch, int parent, int depth) {
            List<List<Trace.Node>> parts = new ArrayList<>();
            String last = null;
            boolean first = true;
            for (Trace.Node node : stretch) {
                String name = node.scope().size() > depth ? node.scope().get(depth) : null;
                if (first || name == null || !name.equals(last)) {
                    parts.add(new ArrayList<>());
                }
                parts.get(parts.size() - 1).add(node);
                last = name;
                first = false;
            }
            if (parts.size() > MANY) {
                divideRounds(stretch, parts, parent, depth);
                return;
            }
            for (List<Trace.Node> part : parts) {
                place(part, parent, depth);
            }
        }

        private void place(List<Trace.Node> part, int parent, int depth) {
            Trace.Node head = part.get(0);
            if (head.scope().size() <= depth) {
                part.forEach(node -> of[node.id()] = parent);
                return;
            }
            int group = add(parent, head.scope().get(depth));
            divide(part, group, depth + 1);
        }

        private int add(int parent, String name) {
            groups.add(new Group(groups.size(), parent, name, false));
            return groups.size() - 1;
        }

        /** A stretch with too many parts: the rounds of a loop if there is one, else equal stretches. */
        private void divideRounds(List<Trace.Node> stretch, List<List<Trace.Node>> parts, int parent, int depth) {
            List<Integer> starts = rounds(parts);
            boolean loop = starts.size() > 2;
            if (!loop) {
                int length = (int) Math.ceil(parts.size() / Math.ceil(Math.sqrt(parts.size())));
                for (int i = 0; i < parts.size(); i += length) {
                    starts.add(i);
                }
            }
            if (starts.get(0) > 0) {
                starts.add(0, 0);
            }
            for (int k = 0; k < starts.size(); k++) {
                int end = k + 1 < starts.size() ? starts.get(k + 1) : parts.size();
                List<List<Trace.Node>> round = parts.subList(starts.get(k), end);
                String name = loop
                        ? "round " + (k + 1) + " of " + starts.size()
                        : "operations " + (starts.get(k) + 1) + " to " + end;
                int group = add(parent, name);
                if (round.size() > MANY && round.size() < parts.size()) {
                    divide(round.stream().flatMap(List::stream).toList(), group, depth);
                } else {
                    round.forEach(part -> place(part, group, depth));
                }
            }
        }

        /** Where the program comes again to the first of the lines that it comes to more than once. */
        private static List<Integer> rounds(List<List<Trace.Node>> parts) {
            List<String> lines =
                    parts.stream().map(p -> p.get(0).line().orElse("")).toList();
            List<Integer> starts = new ArrayList<>();
            for (int i = 0; i < lines.size() && starts.isEmpty(); i++) {
                String line = lines.get(i);
                if (line.isEmpty()) {
                    continue;
                }
                for (int j = i; j < lines.size(); j++) {
                    if (lines.get(j).equals(line)
                            && (j == i || !lines.get(j - 1).equals(line))) {
                        starts.add(j);
                    }
                }
                if (starts.size() < 3 || starts.size() > parts.size() / 2) {
                    starts.clear();
                }
            }
            return starts;
        }

        /** An input stands where it is first used; one that several groups use stands outside of them. */
        private int aroundItsUses(Trace.Node leaf) {
            List<Integer> uses = trace.uses(leaf.id()).stream()
                    .map(e -> of[e.to()])
                    .distinct()
                    .toList();
            boolean own = leaf.kind() != Trace.Kind.INPUT;
            return own && uses.size() == 1 ? uses.get(0) : -1;
        }
    }
}
