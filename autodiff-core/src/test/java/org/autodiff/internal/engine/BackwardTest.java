package org.autodiff.internal.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.NoGrad;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gate.UnaryGate;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BackwardTest {
    @Test
    void sigmoidFromItsElementaryGates() {
        Tensor w = Tensor.variable(0);
        Tensor b = Tensor.variable(0);
        Tensor f = w.mul(1).add(b).neg().exp().add(1).reciprocal();
        Gradients g = f.backward();
        assertEquals(0.5, f.item());
        assertEquals(0.25, g.of(w).item());
        assertEquals(0.25, g.of(b).item());
    }

    @Test
    void severalPathsAddUp() {
        Tensor x = Tensor.variable(3);
        assertEquals(6, x.mul(x).backward().of(x).item());
        Tensor diamond = x.square().add(x.mul(5)).mul(x); // x^3 + 5 x^2
        assertEquals(27 + 30, diamond.backward().of(x).item());
    }

    @Test
    void aNodeWaitsForAllItsConsumersWhateverTheOrderOfUse() {
        Tensor x = Tensor.variable(2);
        Tensor h = x.mul(3);
        Tensor late = h.add(h.mul(h).mul(h)); // h + h^3
        assertEquals(3 * (1 + 3 * 36), late.backward().of(x).item());
        Tensor early = h.mul(h).mul(h).add(h);
        assertEquals(3 * (1 + 3 * 36), early.backward().of(x).item());
    }

    @Test
    void theGradientOfABroadcastOperandIsSummedToItsShape() {
        Tensor row = Tensor.variable(1, 2, 3);
        Tensor column = Tensor.variable(new double[][] {{10}, {20}});
        Tensor scalar = Tensor.variable(7);
        Gradients g = row.mul(column).add(scalar).sum().backward();
        assertArrayEquals(new double[] {30, 30, 30}, g.of(row).toArray());
        assertEquals(Shape.of(2, 1), g.of(column).shape());
        assertArrayEquals(new double[] {6, 6}, g.of(column).toArray());
        assertEquals(6, g.of(scalar).item());
    }

    @Test
    void backwardTwiceGivesTheSameTwice() {
        Tensor x = Tensor.variable(0.3, -1.2);
        Tensor loss = x.sin().mul(x).sum();
        assertEquals(loss.backward().of(x).value(), loss.backward().of(x).value());
    }

    @Test
    void gradientsOfIntermediatesAreGivenWhenAskedFor() {
        Tensor x = Tensor.variable(2);
        Tensor h = x.square();
        Tensor loss = h.mul(h).add(x);
        Gradients g = loss.backward(h, x);
        assertEquals(8, g.of(h).item());
        assertEquals(33, g.of(x).item());
        Tensor other = Tensor.variable(1);
        Gradients pruned = loss.add(other).backward(h);
        assertFalse(pruned.contains(x));
        assertFalse(pruned.contains(other));
    }

    @Test
    void askingForWhatTheLossDoesNotDependOnIsAnError() {
        Tensor x = Tensor.variable(2);
        Tensor y = Tensor.variable(new double[] {1, 2});
        Tensor h = x.square();
        Gradients g = h.backward();
        assertMessage(g, y, "does not depend on it");
        assertMessage(g, h, "ask for it with backward(tensor)");
        assertMessage(g, Tensor.of(1), "it is a constant");
        assertArrayEquals(new double[2], g.ofOrZero(y).toArray());
        assertThrows(IllegalArgumentException.class, () -> h.backward(y));
        String constant = assertThrows(
                        IllegalStateException.class, () -> Tensor.of(1).backward())
                .getMessage();
        assertTrue(constant.contains("constant"), constant);
        String gradient = assertThrows(
                        IllegalStateException.class, () -> g.of(x).backward())
                .getMessage();
        assertTrue(gradient.contains("a backward pass that was not recorded (Backward.RECORDED"), gradient);
        assertEquals(
                2, h.backward(Tensor.Backward.RECORDED).of(x).backward().of(x).item());
        String rank = assertThrows(
                        IllegalArgumentException.class, () -> y.mul(2).backward())
                .getMessage();
        assertTrue(rank.contains("(2)"), rank);
    }

    private static void assertMessage(Gradients g, Tensor t, String part) {
        String message =
                assertThrows(IllegalArgumentException.class, () -> g.of(t)).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void aVectorIsDifferentiatedFromAGivenGradient() {
        Tensor x = Tensor.variable(1, 2);
        Tensor y = x.square();
        assertArrayEquals(
                new double[] {20, -4}, y.backwardFrom(Tensor.of(10, -1)).of(x).toArray());
        assertThrows(IllegalArgumentException.class, () -> y.backwardFrom(Tensor.of(1)));
    }

    @Test
    void recordedGradientsAreDifferentiatedAgain() {
        Tensor x = Tensor.variable(1.5);
        Tensor first = x.pow(4).backward(Tensor.Backward.RECORDED).of(x);
        Tensor second = first.backward(Tensor.Backward.RECORDED).of(x);
        Tensor third = second.backward().of(x);
        assertEquals(4 * Math.pow(1.5, 3), first.item(), 1e-13);
        assertEquals(12 * 1.5 * 1.5, second.item(), 1e-13);
        assertEquals(24 * 1.5, third.item(), 1e-13);
        assertFalse(third.requiresGrad());
        assertFalse(x.square().backward().of(x).requiresGrad());
    }

    @Test
    void nothingIsRecordedWithinNoGradOrFromConstants() {
        Tensor x = Tensor.variable(1);
        assertFalse(Tensor.of(1).add(2).requiresGrad());
        assertFalse(x.detach().exp().requiresGrad());
        try (NoGrad outer = NoGrad.open()) {
            try (NoGrad inner = NoGrad.open()) {
                assertFalse(x.exp().requiresGrad());
            }
            assertFalse(x.exp().requiresGrad());
            assertEquals(2, Autodiff.grad(Tensor::square, x).item());
        }
        assertTrue(x.exp().requiresGrad());
    }

    /** Fails the test if anybody asks for its gradient. */
    private record Forbidden() implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(x::at);
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            throw new AssertionError("this gradient is not needed");
        }
    }

    @Test
    void inputsThatNeedNoGradientCostNothing() {
        Tensor data = new Forbidden().on(Tensor.of(1, 2));
        Tensor w = Tensor.variable(3, 4);
        Tensor unused = new Forbidden().on(Tensor.variable(1, 1));
        Tensor loss = data.mul(w).add(unused.mul(0)).sum();
        assertArrayEquals(new double[] {1, 2}, loss.backward(w).of(w).toArray());
    }

    @Test
    @Tag("large")
    void aMillionGatesInAChain() {
        Tensor x = Tensor.variable(1);
        Tensor y = x;
        for (int i = 0; i < 1_000_000; i++) {
            y = i % 2 == 0 ? y.add(x) : y.mul(0.5);
        }
        // y <- (y + x) / 2 is a contraction to x with slope 1.
        assertEquals(1, y.backward().of(x).item());
    }

    @Test
    @Tag("large")
    void aMillionGatesInABalancedTree() {
        List<Tensor> leaves = new ArrayList<>();
        for (int i = 0; i < 1 << 19; i++) {
            leaves.add(Tensor.variable(i));
        }
        List<Tensor> level = leaves;
        while (level.size() > 1) {
            List<Tensor> next = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                next.add(level.get(i).add(level.get(i + 1)).neg());
            }
            level = next;
        }
        Gradients g = level.get(0).backward();
        assertEquals(leaves.size(), g.size());
        for (Tensor leaf : leaves) {
            assertEquals(-1, g.of(leaf).item()); // 19 sign changes
        }
    }

    @Test
    void threadsThatShareAGraphGetTheBitsOfOne() throws Exception {
        Rng rng = Rng.of(7);
        Tensor w = Tensor.variable(rng.normal(Shape.of(20, 20), 0, 0.3));
        Tensor h = w;
        for (int i = 0; i < 30; i++) {
            h = h.matmul(w).tanh().add(w);
        }
        Tensor shared = h;
        NdArray alone = shared.square().sum().backward().of(w).value();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            Callable<NdArray> task = () -> {
                NdArray last = null;
                for (int i = 0; i < 50; i++) {
                    last = shared.square().sum().backward().of(w).value();
                    assertEquals(alone, last);
                }
                return last;
            };
            for (Future<NdArray> f : pool.invokeAll(List.of(task, task, task, task))) {
                assertEquals(alone, f.get());
            }
        } finally {
            pool.shutdown();
        }
    }

    /** Notes stand in the nodes themselves; a walk that kept its claim would leave the later ones a slow table each. */
    @Test
    void eachWalkClaimsTheNodesAnew() {
        Tensor x = Tensor.variable(2);
        Tensor y = x.square();
        Set<BackwardWalk> owners = new HashSet<>();
        y.backward();
        owners.add(y.node.owner);
        y.backward();
        owners.add(y.node.owner);
        assertTrue(BackwardWalk.reaches(y.node, x.node));
        owners.add(y.node.owner);
        assertEquals(List.of(x.node, y.node), BackwardWalk.topologicalOrder(y.node));
        owners.add(y.node.owner);
        assertEquals(4, y.backward().of(x).item());
        owners.add(y.node.owner);
        assertEquals(5, owners.size());
    }

    /** Three times its input; on the way back it walks a graph that the walk at hand is in the middle of. */
    private record Walking(Tensor other, Tensor x) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return 3 * x;
        }

        @Override
        public Tensor derivative(Tensor input, Tensor output) {
            return other.backward().of(x).mul(0.25);
        }
    }

    @Test
    void aRuleMayWalkTheSameGraph() {
        Tensor x = Tensor.variable(2);
        Tensor h = x.square().mul(x); // 12
        Tensor y = new Walking(h, x).on(h).add(h); // the rule gives 12 / 4
        assertEquals(48, y.backward().of(x).item());
        assertEquals(48, y.backward().of(x).item());
    }

    /** It would be looked through once for each of them. */
    @Test
    void anInnerTransformDoesNotLookBelowItsArgument() {
        Tensor w = Tensor.variable(3);
        Tensor h = w.mul(2);
        Tensor g = Autodiff.grad(Tensor::square, h);
        assertNull(h.node.owner);
        assertEquals(4, g.backward().of(w).item());
    }

    /** Where a leaf stands in its gradients, it remembers for the last ones; the earlier ones must find it too. */
    @Test
    void everyGradientsFindsItsLeavesWhateverWasComputedSince() {
        List<Tensor> leaves = new ArrayList<>();
        List<Gradients> few = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            leaves.add(Tensor.variable(i));
            few.add(leaves.stream().reduce(Tensor.of(0), Tensor::add).mul(2).backward());
        }
        Tensor reversed = Tensor.of(0);
        for (int i = 39; i >= 0; i--) {
            reversed = leaves.get(i).mul(i + 1).add(reversed);
        }
        Gradients all = reversed.backward();
        for (int i = 0; i < 40; i++) {
            assertEquals(i + 1, all.of(leaves.get(i)).item());
            for (int k = 0; k < 40; k++) {
                assertEquals(k <= i, few.get(i).contains(leaves.get(k)));
                assertEquals(k <= i ? 2 : 0, few.get(i).ofOrZero(leaves.get(k)).item());
            }
        }
    }

    /** Reads its input in backward, but declares the output only. */
    private record Liar() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.mul(0).add(1);
        }

        @Override
        public Reads reads() {
            return Reads.OUTPUT;
        }
    }

    @Test
    void anUndeclaredReadIsAnErrorThatNamesTheGate() {
        Tensor y = new Liar().on(Tensor.variable(1));
        String message = assertThrows(IllegalStateException.class, y::backward).getMessage();
        assertTrue(message.contains("Liar") && message.contains("reads()"), message);
    }

    /** Returns a gradient that fits no shape. */
    private record Misshapen() implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(x::at);
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return Tensor.of(1, 2, 3);
        }
    }

    @Test
    void aGradientOfTheWrongShapeIsAnErrorThatNamesTheGate() {
        Tensor y = new Misshapen().on(Tensor.variable(1, 2)).sum();
        String message = assertThrows(IllegalStateException.class, y::backward).getMessage();
        assertTrue(message.contains("misshapen") && message.contains("(3)") && message.contains("(2)"), message);
    }

    @Test
    void aFailedWalkLeavesNothingBehind() {
        Tensor x = Tensor.variable(1, 2);
        Tensor h = x.square();
        Tensor bad = h.sum().add(new Misshapen().on(h).sum());
        assertLeavesNothing(bad);
        assertTrue(x.exp().requiresGrad());
        assertArrayEquals(new double[] {2, 4}, h.sum().backward().of(x).toArray());
    }

    @Test
    void soDoesOneThatFailsAtAGateWithSeveralOutputs() {
        Tensor x = Tensor.variable(1, 2);
        Tensor[] parts = new Misshapen().on(x).add(0).unbind(0);
        Tensor bad = parts[0].add(parts[1].exp());
        assertLeavesNothing(bad);
    }

    /** Else the nodes would keep the gradients alive. */
    private static void assertLeavesNothing(Tensor bad) {
        List<Node> nodes = BackwardWalk.topologicalOrder(bad.node);
        assertThrows(IllegalStateException.class, bad::backward);
        for (Node node : nodes) {
            assertNull(node.upstream, node::toString);
            assertNull(node.upstreams, node::toString);
        }
    }

    @Test
    void zeroUpstreamStaysZeroAtASingularPoint() {
        Tensor x = Tensor.variable(0, 4);
        Tensor y = Tensor.where(Tensor.of(0, 1), x.sqrt(), x);
        assertArrayEquals(new double[] {1, 0.25}, y.sum().backward().of(x).toArray());
        Tensor z = Tensor.variable(0);
        assertEquals(0, z.log().mul(0).backward().of(z).item());
    }

    @Test
    void aZeroFactorKeepsItsSecondDerivative() {
        Tensor one = Tensor.of(1);
        assertEquals(
                2,
                Autodiff.grad(Autodiff.grad(x -> x.log().square())).apply(one).item());
        assertEquals(
                2, Autodiff.hvp(x -> x.log().mul(x.log()), one, Tensor.of(1)).item());
    }
}
