package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Autodiff.WithAux;
import org.autodiff.Autodiff.WithGradient;
import org.autodiff.Autodiff.WithTangent;
import org.autodiff.tree.Tree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Transforms of functions whose arguments and results are records, lists and maps of tensors. */
class StructuredArgumentsTest {
    record Line(Tensor slope, Tensor offset) {
        Tensor at(Tensor x) {
            return slope.mul(x).add(offset);
        }
    }

    record Fit(Line line, List<Tensor> bumps, int degree) {}

    private static final Tensor X = Tensor.of(1, 2, 4);
    private static final Tensor Y = Tensor.of(1, 0, 2);

    /** Sum of squares of a x + b - y at a = 2, b = -1: the residuals are 0, 3, 5. */
    private static Tensor loss(Line line) {
        return line.at(X).sub(Y).square().sum();
    }

    private static Line line() {
        return new Line(Tensor.of(2), Tensor.of(-1));
    }

    @Test
    void aRecordHasAGradientThatIsSuchARecord() {
        WithGradient<Tensor, Line> both = Autodiff.valueAndGrad(line(), l -> loss(l));
        assertEquals(34, both.value().item());
        assertEquals(2 * (0 * 1 + 3 * 2 + 5 * 4), both.gradient().slope().item());
        assertEquals(2 * (0 + 3 + 5), both.gradient().offset().item());
        Line gradient = Autodiff.grad(line(), StructuredArgumentsTest::loss);
        assertEquals(52, gradient.slope().item());
    }

    @Test
    void structuresNest() {
        Fit fit = new Fit(line(), List.of(Tensor.of(1, 2), Tensor.of(3)), 7);
        Fit gradient = Autodiff.grad(
                fit, f -> loss(f.line()).add(f.bumps().get(0).square().sum()).mul(f.degree()));
        assertEquals(7 * 52, gradient.line().slope().item());
        assertArrayEquals(new double[] {14, 28}, gradient.bumps().get(0).toArray());
        assertEquals(0, gradient.bumps().get(1).item()); // not used
        assertEquals(7, gradient.degree());
    }

    @Test
    void aMapKeepsItsKeysAndTheirOrder() {
        Map<String, Tensor> at = new LinkedHashMap<>();
        at.put("z", Tensor.of(3));
        at.put("a", Tensor.of(5));
        Map<String, Tensor> gradient =
                Autodiff.grad(at, m -> m.get("z").square().mul(m.get("a")));
        assertEquals(List.of("z", "a"), List.copyOf(gradient.keySet()));
        assertEquals(30, gradient.get("z").item());
        assertEquals(9, gradient.get("a").item());
    }

    /** d/dx x y = y at each place; the derivative of t -> t t is their sum. */
    @Test
    void aTensorAtTwoPlacesHasAGradientAtEach() {
        Tensor t = Tensor.of(3);
        List<Tensor> gradient =
                Autodiff.grad(List.of(t, t), xs -> xs.get(0).square().mul(xs.get(1)));
        assertEquals(18, gradient.get(0).item());
        assertEquals(9, gradient.get(1).item());
    }

    @Test
    void anAuxiliaryResultIsHandedOut() {
        WithGradient<WithAux<Map<String, Tensor>>, Line> r = Autodiff.valueAndGradWithAux(line(), l -> {
            Tensor predicted = l.at(X);
            return new WithAux<>(predicted.sub(Y).square().sum(), Map.of("predicted", predicted));
        });
        assertEquals(34, r.value().value().item());
        assertArrayEquals(
                new double[] {1, 3, 7}, r.value().aux().get("predicted").toArray());
        assertEquals(52, r.gradient().slope().item());
        assertTrue(!r.value().aux().get("predicted").requiresGrad()); // the transform is over
    }

    /** The auxiliary result of an inner gradient is a function of the outer argument: d/da of a^2 x + ... */
    @Test
    void anAuxiliaryResultIsDifferentiatedByAnOuterTransform() {
        Tensor slope = Autodiff.grad(
                a -> Autodiff.valueAndGradWithAux(
                                List.of(Tensor.of(2)),
                                xs -> new WithAux<>(xs.get(0).mul(a), a.square().mul(xs.get(0))))
                        .value()
                        .aux(),
                Tensor.of(5));
        assertEquals(20, slope.item());
    }

    @Test
    void forwardModeMovesInTheFormOfTheArgumentAndOfTheValue() {
        WithTangent<Map<String, Tensor>> y = Autodiff.jvp(
                line(),
                new Line(Tensor.of(10), Tensor.of(100)),
                l -> Map.of("at", l.at(X), "product", l.slope().mul(l.offset())));
        assertArrayEquals(new double[] {1, 3, 7}, y.value().get("at").toArray());
        assertArrayEquals(new double[] {110, 120, 140}, y.tangent().get("at").toArray());
        assertEquals(10 * -1 + 2 * 100, y.tangent().get("product").item());
    }

    @Test
    void aCotangentInTheFormOfTheValueGivesTheGradientInThatOfTheArgument() {
        WithGradient<List<Tensor>, Line> y = Autodiff.vjp(
                line(),
                List.of(Tensor.of(1, 10, 100), Tensor.of(1000)),
                l -> List.of(l.at(X), l.slope().mul(l.offset())));
        assertArrayEquals(new double[] {1, 3, 7}, y.value().get(0).toArray());
        assertEquals(-2, y.value().get(1).item());
        assertEquals(1 + 20 + 400 - 1000, y.gradient().slope().item());
        assertEquals(111 + 2000, y.gradient().offset().item());
    }

    /** The Hessian of the sum of squares is 2 sum (x, 1)(x, 1)': 2 [[21, 7], [7, 3]]. */
    @Test
    void hessianTimesVectorInTheSameForm() {
        Line product = Autodiff.hvp(line(), new Line(Tensor.of(1), Tensor.of(-2)), l -> loss(l));
        assertEquals(2 * (21 - 14), product.slope().item());
        assertEquals(2 * (7 - 6), product.offset().item());
    }

    /** Two steps of descent of a^2/2: a (1 - r)^2, whose square has the slope -4 a^2 (1 - r)^3 at r. */
    @Test
    void descentInStructuresIsDifferentiable() {
        Tensor slope = Autodiff.grad(
                rate -> {
                    Map<String, Tensor> now = Map.of("a", Tensor.of(3));
                    for (int i = 0; i < 2; i++) {
                        Map<String, Tensor> g =
                                Autodiff.grad(now, m -> m.get("a").square().mul(0.5));
                        now = Tree.map((p, d) -> p.sub(d.mul(rate)), now, g);
                    }
                    return now.get("a").square();
                },
                Tensor.of(0.25));
        assertEquals(-4 * 9 * 0.75 * 0.75 * 0.75, slope.item(), 1e-14);
    }

    /** Of (slope x + offset) the columns are x and 1. */
    @Test
    void aJacobianHasTheFormOfTheArgument() {
        Line jacobian = Autodiff.jacobian(line(), l -> l.at(X));
        assertArrayEquals(new double[] {1, 2, 4}, jacobian.slope().toArray());
        assertArrayEquals(new double[] {1, 1, 1}, jacobian.offset().toArray());
        List<Tensor> wide = Autodiff.jacobian(
                List.of(Tensor.of(1, 2), Tensor.of(3)), l -> l.get(0).mul(l.get(1)));
        assertArrayEquals(new double[] {3, 0, 0, 3}, wide.get(0).toArray());
        assertArrayEquals(new double[] {1, 2}, wide.get(1).toArray());
    }

    /** 2 [[21, 7], [7, 3]], as above. */
    @Test
    void aHessianHasARowOfBlocksForEachTensor() {
        Map<String, Line> hessian = Autodiff.hessian(line(), l -> loss(l));
        assertEquals(List.of("slope", "offset"), List.copyOf(hessian.keySet()));
        assertEquals(42, hessian.get("slope").slope().item());
        assertEquals(14, hessian.get("slope").offset().item());
        assertEquals(14, hessian.get("offset").slope().item());
        assertEquals(6, hessian.get("offset").offset().item());
    }

    /** Three lines at once, each with its own gradient: 2 sum (s x + o - y) (x, 1) at (2, -1), (1, 0), (0, 0). */
    @Test
    void aBatchOfStructuresIsMapped() {
        Line lines = new Line(Tensor.of(2, 1, 0), Tensor.of(-1, 0, 0));
        Map<String, Tensor> y = Autodiff.vmap(lines, l -> {
            Line gradient = Autodiff.grad(l, one -> loss(one));
            return Map.of("loss", loss(l), "slope", gradient.slope(), "offset", gradient.offset(), "at", l.at(X));
        });
        assertArrayEquals(new double[] {34, 8, 5}, y.get("loss").toArray());
        assertArrayEquals(new double[] {52, 24, -18}, y.get("slope").toArray());
        assertArrayEquals(new double[] {16, 8, -6}, y.get("offset").toArray());
        assertArrayEquals(new double[] {1, 3, 7, 1, 2, 4, 0, 0, 0}, y.get("at").toArray());
        refused(
                "vmap: argument 0 of shape (2) has 2 examples along axis 0, argument 1 of shape (3) has 3",
                () -> Autodiff.vmap(new Line(Tensor.of(1, 2), Tensor.of(1, 2, 3)), l -> loss(l)));
    }

    // ---- misuse

    private static void refused(String expected, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void misuseIsNamed() {
        refused("grad: the argument, a ", () -> Autodiff.grad(Map.of("a", 1), m -> Tensor.of(1)));
        refused("holds no tensor", () -> Autodiff.grad(List.of(), m -> Tensor.of(1)));
        refused("grad: the function must return a scalar", () -> Autodiff.grad(line(), l -> l.at(X)));
        refused(
                "only the first has slope, offset, only the second has [0], [1]",
                () -> Autodiff.jvp((Object) line(), List.of(Tensor.of(1), Tensor.of(2)), l -> Tensor.of(1)));
        refused(
                "hvp: the vector has shape (2) at offset, the argument (): must be the same",
                () -> Autodiff.hvp(line(), new Line(Tensor.of(1), Tensor.of(1, 2)), l -> loss(l)));
        refused(
                "vjp: the vector has shape () at [0], the value (3): must be the same",
                () -> Autodiff.vjp(line(), List.of(Tensor.of(1)), l -> List.of(l.at(X))));
        refused("jvp: the function returned no tensor", () -> Autodiff.jvp(line(), line(), l -> "text"));
        refused(
                "grad: the argument is a parameter by itself, and the function would get a tensor that is none: give"
                        + " the function first, grad(f, parameter)",
                () -> Autodiff.grad(Parameter.of("w", Tensor.of(1)), (Parameter p) -> p.square()));
        assertEquals(
                "grad: the function returned null",
                assertThrows(NullPointerException.class, () -> Autodiff.grad(line(), l -> null))
                        .getMessage());
        assertThrows(NullPointerException.class, () -> Autodiff.grad(line(), null));
        assertThrows(NullPointerException.class, () -> Autodiff.hvp(line(), null, l -> loss(l)));
    }

    /** A variable in the structure that the function reads itself would have gradient zero without a word. */
    @Test
    void aVariableReadInPlaceOfTheArgumentIsRefused() {
        Tensor w = Tensor.variable("w", 3);
        refused("'w' itself", () -> Autodiff.grad(List.of(w, Tensor.of(2)), xs -> w.mul(xs.get(1))));
        refused("'w' itself", () -> Autodiff.jvp(List.of(w), List.of(Tensor.of(1)), xs -> w.square()));
        refused("'w' itself", () -> Autodiff.vjp(List.of(w), Tensor.of(1), xs -> w.square()));
        refused("'w' itself", () -> Autodiff.hvp(List.of(w), List.of(Tensor.of(1)), xs -> w.square()));
    }
}
