package org.autodiff.internal.explain;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.explain.NonFiniteException;
import org.autodiff.explain.StopAt;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Structure;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Leaf;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Observer;
import org.autodiff.internal.engine.Site;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.ndarray.NdArray;

/**
 * What looks on within {@code Autodiff.debug}: it notes lines, and stops at NaN and infinity. Within a derivative rule
 * it does not look at single operations, where {@code 0 * infinity} is meant and hidden by the chain rule's product;
 * what the rule returns counts.
 */
final class Debugger implements Observer {
    /** So many of the latest numbers that the program took out of tensors are remembered. */
    private static final int READS = 200;

    /** Numbers that the program took out of a tensor; the tensor is given up when memory runs short. */
    record Read(SoftReference<Tensor> tensor, String operation, Site site) {}

    /** A walk from some outputs, and how many rules were running when it began: that of a checkpoint, say. */
    private record Walk(Node[] outputs, int rules) {}

    private final Context context;
    private final StopAt stopAt;
    private final Deque<Walk> walks = new ArrayDeque<>();
    private final Deque<Node> rules = new ArrayDeque<>();
    private final Deque<Read> reads = new ArrayDeque<>();
    private final Observer around;
    private int carrying;
    private boolean over;

    private Debugger(Context context, StopAt stopAt) {
        this.context = context;
        this.stopAt = stopAt;
        this.around = context.ownObserver();
    }

    // ---- scopes

    /** Has a thread looked at, until {@link #end}. */
    static Debugger begin(Context context, StopAt stopAt) {
        Debugger debugger = new Debugger(context, stopAt);
        context.observe(debugger);
        return debugger;
    }

    /** Goes back to what looked on before; if one that began later still does, that is left, and goes back further. */
    void end() {
        over = true;
        Observer now = context.ownObserver();
        while (now instanceof Debugger debugger && debugger.over) {
            now = debugger.around;
        }
        context.observe(now);
    }

    /** What the program read, the latest first. */
    List<Read> reads() {
        return new ArrayList<>(reads);
    }

    // ---- lines

    @Override
    public Site site() {
        Node rule = rules.peek();
        if (rule != null && !context.recording) {
            return null; // what a rule computes on its way belongs to nobody
        }
        return rule == null || rule.site() == null
                ? SourceLines.here(null)
                : new Site(
                        rule.site().program(), rule.site().layer(), rule.gate().name());
    }

    @Override
    public void read(Tensor tensor) {
        String operation = SourceLines.operation();
        if (!operation.equals("toString")) { // which only shows them
            if (reads.size() == READS) {
                reads.removeLast();
            }
            reads.addFirst(new Read(new SoftReference<>(tensor), operation, SourceLines.here(null)));
        }
    }

    // ---- forward

    @Override
    public void computed(Gate gate, Tensor[] inputs, Tensor[] results) {
        if (results == null || stopAt == StopAt.NOTHING || carrying > 0 || !rules.isEmpty()) {
            return;
        }
        for (Tensor y : results) {
            Numbers n = Numbers.of(y);
            if (n != null && isBad(n) && (n.nan() > 0 || isMade(gate, inputs, y))) {
                throw forward(gate, inputs, y, n);
            }
        }
    }

    private boolean isBad(Numbers n) {
        return n.nan() > 0 || (n.infinite() > 0 && stopAt == StopAt.NAN_OR_INFINITY);
    }

    /** Whether an infinity does not come from an infinite constant. */
    private static boolean isMade(Gate gate, Tensor[] inputs, Tensor y) {
        boolean given = false;
        for (Tensor in : inputs) {
            boolean infinite = hasInfinite(in);
            if (infinite && Tensors.origin(in) instanceof Leaf) {
                return true;
            }
            given |= infinite;
        }
        return !given || (gate.structure() == Structure.ELEMENTWISE && isMadeSomewhere(inputs, Tensors.numbers(y)));
    }

    private static boolean hasInfinite(Tensor t) {
        Numbers n = Numbers.of(t);
        return n != null && n.infinite() > 0;
    }

    private static boolean isMadeSomewhere(Tensor[] inputs, NdArray y) {
        NdArray[] in = new NdArray[inputs.length];
        for (int i = 0; i < in.length; i++) {
            in[i] = Tensors.numbers(inputs[i]).broadcastTo(y.shape());
        }
        for (int e = 0; e < y.size(); e++) {
            boolean given = !Double.isInfinite(y.at(e));
            for (NdArray x : in) {
                given |= Double.isInfinite(x.at(e));
            }
            if (!given) {
                return true;
            }
        }
        return false;
    }

    private NonFiniteException forward(Gate gate, Tensor[] inputs, Tensor y, Numbers n) {
        Tensor origin = null;
        int which = -1;
        for (int i = 0; i < inputs.length && origin == null; i++) {
            Numbers in = Numbers.of(inputs[i]);
            if (in != null && (in.nan() > 0 || (n.nan() == 0 && in.infinite() > 0))) {
                origin = inputs[i];
                which = i;
            }
        }
        Site site = SourceLines.here(null);
        String value = n.nan() > 0 ? "NaN" : "infinity";
        String what = origin == null
                ? gate.name() + " made " + value + " of " + (anyInfinite(inputs) ? "infinite" : "finite")
                        + " numbers, at " + site
                : gate.name() + " was given " + value + ", at " + site + ": input " + which + ", " + Trail.name(origin)
                        + ", was so before";
        Report report = new Report(what);
        for (int i = 0; i < inputs.length; i++) {
            report.add("input " + i + ": " + Numbers.text(inputs[i]) + ", " + Trail.name(inputs[i]));
        }
        report.add("output: " + Numbers.text(y));
        report.addIfAny(Culprit.text("output", gate, inputs, Tensors.numbers(y)));
        report.addAll("which came from", Trail.down(y));
        if (n.nan() == 0) {
            report.add("if this infinity is meant, use Autodiff.debug(StopAt.NAN)");
        }
        return new NonFiniteException(report.text(), gate.name(), false, site.program());
    }

    private static boolean anyInfinite(Tensor[] inputs) {
        for (Tensor in : inputs) {
            if (hasInfinite(in)) {
                return true;
            }
        }
        return false;
    }

    // ---- forward mode

    @Override
    public void carrying(Gate gate) {
        carrying++;
    }

    @Override
    public void carried(Gate gate, Tensor[] tangents) {
        carrying--;
        if (tangents == null || stopAt == StopAt.NOTHING || carrying > 0 || !rules.isEmpty()) {
            return;
        }
        for (Tensor tangent : tangents) {
            Numbers n = Numbers.of(tangent);
            if (n != null && isBad(n)) {
                Site site = SourceLines.here(null);
                Report report = new Report("the tangent of " + gate.name() + " is " + value(n) + ", at " + site);
                report.add("tangent: " + Numbers.text(tangent));
                throw new NonFiniteException(report.text(), gate.name(), true, site.program());
            }
        }
    }

    private static String value(Numbers n) {
        return n.nan() > 0 ? "NaN" : "infinite";
    }

    // ---- backward

    @Override
    public void walking(Node... from) {
        walks.push(new Walk(from, rules.size()));
    }

    @Override
    public void walked(Node... from) {
        walks.poll();
    }

    @Override
    public void passing(Node node, int run, Tensor... upstream) {
        if (isOutermost(0)) {
            for (Tensor u : upstream) {
                Numbers n = Numbers.of(u);
                if (n != null && isBad(n)) {
                    throw backward(
                            List.of(walks.peek().outputs()).contains(node)
                                    ? "backward was given a gradient that is " + value(n)
                                    : "the gradients of several paths add up to " + value(n),
                            node,
                            u,
                            null);
                }
            }
        }
        rules.push(node);
    }

    @Override
    public void sent(Node node, int input, Node to, Tensor gradient) {
        Numbers n = isOutermost(1) ? Numbers.of(gradient) : null;
        if (n != null && isBad(n)) {
            String what = "the derivative of " + node.gate().name() + " by input " + input + " is " + value(n);
            throw backward(
                    what,
                    node,
                    gradient,
                    node.trace() == null ? node.kept(input) : node.trace().inputs()[input]);
        }
    }

    /** Whether so many rules of the walk are running, and not in forward mode: there zeros may hide an infinity. */
    private boolean isOutermost(int depth) {
        int before = walks.isEmpty() ? 0 : walks.peek().rules();
        return stopAt != StopAt.NOTHING && carrying == 0 && rules.size() - before == depth;
    }

    @Override
    public void passed(Node node, int run) {
        rules.poll();
    }

    private NonFiniteException backward(String what, Node node, Tensor gradient, Tensor input) {
        Site site = node.site();
        Report report = new Report(what + (site == null ? "" : ", at " + site));
        report.add("gradient: " + Numbers.text(gradient));
        if (node.trace() != null) {
            Tensor[] inputs = node.trace().inputs();
            for (int i = 0; i < inputs.length; i++) {
                report.add("input " + i + ": " + Numbers.text(inputs[i]) + ", " + Trail.name(inputs[i]));
            }
        } else if (input != null) {
            report.add("input: " + Numbers.text(input));
        }
        if (input != null) {
            report.addIfAny(Culprit.ofRule(node, Tensors.numbers(gradient)));
        }
        report.addAll(
                "on the way back from the loss, last first",
                Trail.up(node, walks.peek().outputs()));
        if (input != null) {
            report.addAll("its input came from", Trail.down(input));
        }
        String operation = node.gate() == null ? Trail.name(node) : node.gate().name();
        return new NonFiniteException(report.text(), operation, true, site == null ? null : site.program());
    }

    /** A message of several lines. */
    private static final class Report {
        private final StringBuilder text;

        Report(String first) {
            text = new StringBuilder(first);
        }

        void add(String line) {
            text.append("\n  ").append(line);
        }

        void addIfAny(String line) {
            if (!line.isEmpty()) {
                add(line);
            }
        }

        void addAll(String heading, List<String> lines) {
            add(heading + ":");
            lines.forEach(line -> add("  " + line));
        }

        String text() {
            return text.toString();
        }
    }
}
