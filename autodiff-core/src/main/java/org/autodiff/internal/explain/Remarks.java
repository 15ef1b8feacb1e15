package org.autodiff.internal.explain;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autodiff.explain.Trace;
import org.autodiff.explain.Trace.Flag;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Kink;
import org.autodiff.gate.Structure;
import org.autodiff.ndarray.NdArray;

/** What is remarkable about a value: which branch an operation took, whether it lets a gradient pass. */
final class Remarks {
    /** Below this, hardly anything of a gradient comes through. */
    private static final double SMALL = 0.01;

    /** Operations that flatten on both sides. */
    private static final Set<String> FLATTENING =
            Set.of("sigmoid", "tanh", "erf", "erfc", "normalCdf", "softsign", "atan");

    private Remarks() {}

    /** Where the derivative of an elementwise gate jumps; not where it becomes infinite. */
    private static List<Kink> jumps(Gate gate) {
        return gate.structure() != Structure.ELEMENTWISE
                ? List.of()
                : gate.kinks().stream()
                        .filter(k -> k.gradient().stream().allMatch(g -> Double.isFinite(g.at(0))))
                        .filter(k -> k.inputs().stream().allMatch(x -> x.size() == 1 && Double.isFinite(x.at(0))))
                        .toList();
    }

    static Optional<String> branch(Gate gate, List<String> names, List<NdArray> operands) {
        if (operands.stream().anyMatch(x -> x.size() != 1)) {
            return Optional.empty();
        }
        if (gate.name().equals("where")) {
            return Optional.of(names.get(0) + (operands.get(0).at(0) != 0 ? " is not 0" : " is 0"));
        }
        List<Kink> jumps = jumps(gate);
        if (jumps.isEmpty()) {
            return Optional.empty();
        }
        double x = operands.get(0).at(0);
        if (operands.size() == 2) {
            double b = operands.get(1).at(0);
            return Optional.of(names.get(0) + sign(x, b) + names.get(1));
        }
        double below = Double.NEGATIVE_INFINITY;
        double above = Double.POSITIVE_INFINITY;
        for (Kink kink : jumps) {
            double at = kink.inputs().get(0).at(0);
            if (at == x) {
                return Optional.of(names.get(0) + " = " + Trace.number(at));
            }
            below = at < x ? Math.max(below, at) : below;
            above = at > x ? Math.min(above, at) : above;
        }
        String low = below == Double.NEGATIVE_INFINITY ? "" : Trace.number(below) + " < ";
        String high = above == Double.POSITIVE_INFINITY ? "" : " < " + Trace.number(above);
        if (high.isEmpty() && !low.isEmpty()) {
            return Optional.of(names.get(0) + " > " + Trace.number(below));
        }
        return low.isEmpty() && high.isEmpty() ? Optional.empty() : Optional.of(low + names.get(0) + high);
    }

    private static String sign(double a, double b) {
        return a > b ? " > " : a < b ? " < " : " = ";
    }

    /**
     * The flags of the result of a gate.
     *
     * @param value null if there are several
     * @param local the derivative of a gate of one input, if it is known
     */
    static Set<Flag> flags(Gate gate, List<NdArray> operands, NdArray value, NdArray local, boolean detached) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        if (detached) {
            flags.add(Flag.DETACHED);
        }
        if (value != null && !isFinite(value) && operands.stream().allMatch(Remarks::isFinite)) {
            flags.add(Flag.NOT_FINITE);
        }
        List<Kink> jumps = jumps(gate);
        if (!jumps.isEmpty() && operands.size() == 1) {
            double[] points =
                    jumps.stream().mapToDouble(k -> k.inputs().get(0).at(0)).toArray();
            if (any(operands.get(0), points)) {
                flags.add(Flag.KINK);
            }
            if (local != null && most(local) == 0) {
                flags.add(Flag.DEAD);
            }
        }
        if (!jumps.isEmpty() && operands.size() == 2 && isTie(operands.get(0), operands.get(1))) {
            flags.add(Flag.KINK);
        }
        if (local != null && FLATTENING.contains(gate.name()) && most(local) < SMALL) {
            flags.add(Flag.SATURATED);
        }
        return flags;
    }

    private static boolean isTie(NdArray a, NdArray b) {
        return a.shape().equals(b.shape()) && Arrays.stream(indices(a)).anyMatch(i -> a.at(i) == b.at(i));
    }

    private static int[] indices(NdArray x) {
        int[] all = new int[x.size()];
        Arrays.setAll(all, i -> i);
        return all;
    }

    private static boolean isFinite(NdArray x) {
        return Arrays.stream(indices(x)).allMatch(i -> Double.isFinite(x.at(i)));
    }

    private static boolean any(NdArray x, double[] points) {
        return Arrays.stream(indices(x)).anyMatch(i -> Arrays.stream(points).anyMatch(p -> p == x.at(i)));
    }

    private static double most(NdArray x) {
        return Arrays.stream(indices(x))
                .mapToDouble(i -> Math.abs(x.at(i)))
                .max()
                .orElse(0);
    }
}
