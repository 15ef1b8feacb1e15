package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Gate;
import org.autodiff.gate.LinearGate;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gradcheck.GateLaws;
import org.autodiff.gradcheck.GateLawsReport;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** What becomes of outputs that a gate computes in its own way, or leaves out. */
class GateOutputsTest {
    /** Doubles by a loop of its own, which knows more than one number. */
    private record OwnLoop() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return Double.NaN;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(i -> 2 * x.at(i));
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.of(2);
        }
    }

    @Test
    void anElementwiseGateThatHasALoopOfItsOwnIsComputedByIt() {
        assertArrayEquals(new double[] {2, 4}, new OwnLoop().on(Tensor.of(1, 2)).toArray());
    }

    /** Refuses what is no vector. */
    private record OfVectors() implements BinaryElementwise {
        @Override
        public double apply(double a, double b) {
            return a + b;
        }

        @Override
        public Shape shape(Shape a, Shape b) {
            if (a.rank() != 1) {
                throw new IllegalArgumentException("ofVectors: needs a vector, got shape " + a);
            }
            return a;
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(1);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(1);
        }
    }

    @Test
    void anElementwiseGateMayRefuseShapes() {
        assertArrayEquals(
                new double[] {4, 6},
                new OfVectors().on(Tensor.of(1, 2), Tensor.of(3, 4)).toArray());
        assertThrows(IllegalArgumentException.class, () -> new OfVectors().on(Tensor.of(1), Tensor.of(3)));
    }

    /** Writes its first element only, and says that behind leading axes it is itself. */
    private record First() implements LinearGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.write(buffer -> buffer[0] = x.at(0));
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            return upstream;
        }

        @Override
        public Gate behind(Shape batch) {
            return this;
        }
    }

    @Test
    void whatAGateLeavesOutIsNotANumber() {
        int n = 1000; // memory of that size is used again
        for (int i = 0; i < 3; i++) {
            double[] y = Autodiff.step(() -> {
                        Tensor.ones(Shape.of(n)).mul(3);
                        return new First().on(Tensor.arange(n));
                    })
                    .toArray();
            assertEquals(0, y[0]);
            assertTrue(Double.isNaN(y[1]) && Double.isNaN(y[n - 1]));
        }
        GateLawsReport report =
                GateLaws.of(new First()).inputs(Tensor.of(1, 2, 3)).report();
        assertEquals(
                "first: compute leaves NaN in output[1], output[2]: must write every element of each output, by fill or"
                        + " write; and the inputs of a check must be inside the domain",
                report.broken().get(0).detail());
        assertEquals(1, report.broken().size(), report::toString);
    }
}
