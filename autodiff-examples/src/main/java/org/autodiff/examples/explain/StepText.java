package org.autodiff.examples.explain;

import java.util.List;
import java.util.Optional;
import org.autodiff.explain.Trace;
import org.autodiff.explain.Trace.Edge;
import org.autodiff.explain.Trace.Kind;
import org.autodiff.explain.Trace.Node;
import org.autodiff.explain.Trace.Step;
import org.autodiff.ndarray.NdArray;

/** Every step of a trace in words, one a line. */
final class StepText {
    private final Trace trace;

    private StepText(Trace trace) {
        this.trace = trace;
    }

    static List<String> of(Trace trace) {
        StepText text = new StepText(trace);
        return trace.steps().stream()
                .filter(step -> !(step instanceof Step.Forward f
                        && trace.nodes().get(f.node()).kind() == Kind.CONSTANT
                        && trace.nodes().get(f.node()).shape().size() == 1))
                .map(text::line)
                .toList();
    }

    private String line(Step step) {
        if (step instanceof Step.Forward f) {
            Node n = trace.nodes().get(f.node());
            String made = n.formula().isEmpty() ? "" : " = " + n.formula();
            boolean numbers = !n.numbers().isEmpty();
            return "forward   " + n.name() + made + " = " + (numbers ? n.numbers() : value(n.value()));
        }
        if (step instanceof Step.Seed s) {
            return "seed      the gradient of " + name(s.node()) + " is 1";
        }
        if (step instanceof Step.Multiply m) {
            Edge e = trace.edges().get(m.edge());
            String local = e.local().isPresent() ? value(e.local()) : "Jacobian";
            return "multiply  " + name(e.to()) + " -> " + name(e.from()) + ": " + value(e.upstream()) + " x " + local
                    + " = " + value(e.contribution());
        }
        if (step instanceof Step.Accumulate a) {
            Edge e = trace.edges().get(a.edge());
            String sum = e.before().isPresent()
                    ? value(e.before()) + " + " + value(e.contribution()) + " = " + value(e.after())
                    : value(e.after());
            return "add       to the gradient of " + name(e.from()) + ": " + sum;
        }
        int node = ((Step.Done) step).node();
        return "done      the gradient of " + name(node) + " is "
                + value(trace.nodes().get(node).gradient());
    }

    private String name(int node) {
        return trace.nodes().get(node).name();
    }

    private static String value(Optional<NdArray> x) {
        return x.map(Trace::text).orElse("-");
    }
}
