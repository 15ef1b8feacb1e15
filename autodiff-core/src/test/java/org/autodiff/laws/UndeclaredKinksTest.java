package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Gate;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.gates.elementwise.Arithmetic;
import org.autodiff.internal.gates.elementwise.Exponential;
import org.autodiff.internal.gates.elementwise.Extremes;
import org.autodiff.internal.gates.elementwise.Powers;
import org.junit.jupiter.api.Test;

/**
 * Where an elementwise gate's left and right differences disagree with each other or with its derivative, or one of
 * them does not exist, it must have declared a kink: a scan over points where functions like to be awkward.
 */
class UndeclaredKinksTest {
    private static final double[] POINTS = {-3, -2.5, -2, -1, -0.75, -0.5, 0, 0.5, 0.75, 1, 1.5, 2, 2.5, 3};
    private static final double STEP = 1e-7;
    private static final double TOLERANCE = 1e-4;

    private static double value(Gate gate, double... x) {
        return Tensor.apply(gate, tensors(x)).item();
    }

    private static Tensor[] tensors(double... x) {
        return Arrays.stream(x).mapToObj(Tensor::of).toArray(Tensor[]::new);
    }

    private static double gradient(Gate gate, int input, double... x) {
        return Autodiff.valueAndGrad(xs -> Tensor.apply(gate, xs), tensors(x))
                .gradients()
                .get(input)
                .item();
    }

    private static double difference(Gate gate, int input, double step, double... x) {
        double[] moved = x.clone();
        moved[input] += step;
        return (value(gate, moved) - value(gate, x)) / step;
    }

    private static boolean near(double a, double b) {
        return Math.abs(a - b) <= TOLERANCE * (1 + Math.abs(a));
    }

    /** Whether the derivative at a point is what anybody would expect. */
    private static boolean smooth(Gate gate, double... x) {
        return IntStream.range(0, x.length).allMatch(i -> {
            double right = difference(gate, i, STEP, x);
            double left = difference(gate, i, -STEP, x);
            return near(right, left) && near(right, gradient(gate, i, x));
        });
    }

    /** Outside the domain, sides included: NaN is all there is to say. */
    private static boolean outside(Gate gate, double... x) {
        return Double.isNaN(value(gate, x))
                && IntStream.range(0, x.length)
                        .allMatch(i -> Double.isNaN(difference(gate, i, STEP, x))
                                && Double.isNaN(difference(gate, i, -STEP, x)));
    }

    private static boolean declared(Gate gate, double... x) {
        return gate.kinks().stream()
                .anyMatch(k -> k.where().endsWith("...") // one point that stands for a series
                        || IntStream.range(0, x.length)
                                .allMatch(i -> k.inputs().get(i).item() == x[i]));
    }

    /** Lines of kinks, for which the gate declares one point. */
    private static boolean onDeclaredLine(Gate gate, double... x) {
        if (gate instanceof Arithmetic.Div) {
            return x[1] == 0;
        }
        if (gate instanceof Powers.Power || gate instanceof Powers.PowerDerivative) {
            return x[0] <= 0;
        }
        if (gate instanceof Extremes.Maximum || gate instanceof Extremes.Minimum) {
            return x[0] == x[1];
        }
        return gate.name().equals("prelu") && x[0] == 0 || gate.name().equals("atan2") && x[0] == 0 && x[1] < 0;
    }

    private static List<Gate> gates(Class<? extends Gate> kind) {
        List<Gate> gates = new ArrayList<>();
        for (Sample sample : Samples.all()) {
            if (kind.isAssignableFrom(sample.type())) {
                Set<Gate> different = new LinkedHashSet<>();
                for (long seed = 0; seed < 20; seed++) {
                    different.add(sample.draw().apply(new Draw(seed)).gate());
                }
                different.stream()
                        .filter(g -> g.differentiable(0))
                        .filter(g -> !(g instanceof Arithmetic.Chain)) // no function of its factors where one is 0
                        .forEach(gates::add);
            }
        }
        return gates;
    }

    @Test
    void ofOneNumber() {
        Set<String> undeclared = new TreeSet<>();
        List<Gate> gates = gates(UnaryElementwise.class);
        for (Gate gate : gates) {
            for (double x : POINTS) {
                if (!outside(gate, x) && !smooth(gate, x) && !declared(gate, x)) {
                    undeclared.add(gate + " at " + x);
                }
            }
        }
        assertEquals(Set.of(), undeclared);
        assertTrue(gates.size() > 40, "only " + gates.size());
    }

    @Test
    void ofTwoNumbers() {
        Set<String> undeclared = new TreeSet<>();
        List<Gate> gates = gates(BinaryElementwise.class);
        for (Gate gate : gates) {
            for (double a : POINTS) {
                for (double b : POINTS) {
                    if (!outside(gate, a, b)
                            && !smooth(gate, a, b)
                            && !declared(gate, a, b)
                            && !(onDeclaredLine(gate, a, b) && !gate.kinks().isEmpty())) {
                        undeclared.add(gate + " at " + a + ", " + b);
                    }
                }
            }
        }
        assertEquals(Set.of(), undeclared);
        assertTrue(gates.size() > 10, "only " + gates.size());
    }

    /** The scan finds what is there to be found. */
    @Test
    void theScanFindsKinks() {
        assertTrue(!smooth(new Extremes.Clamp(-1, 1), 1), "clamp");
        assertTrue(!smooth(new WrongGates.WrongKink(), 0), "abs");
        assertTrue(!smooth(new Exponential.Log1p(), -1), "log1p");
        assertTrue(!smooth(new Extremes.Maximum(), 2, 2), "maximum");
        assertTrue(smooth(new Exponential.Log1p(), 2), "log1p at 2");
    }
}
