package org.autodiff.gradcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Kink;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Gates whose methods return what they must not: the report names the gate, the method, and what it must be. */
class WrongReturnsTest {
    /** a b, element by element; each method can be told to return something else. */
    private static final class Product implements Gate {
        private Shape[] shapes = {Shape.of(3)};
        private boolean writes = true;
        private Tensor[] gradients;
        private boolean noGradients;
        private Reads reads = Reads.INPUTS;
        private Structure structure = Structure.OPAQUE;
        private Tensor[] tangents;
        private Gate behind;
        private List<Kink> kinks = List.of();

        @Override
        public Shape[] shapes(Shape... inputs) {
            return shapes;
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            if (writes) {
                Arrays.stream(outputs).forEach(y -> y.fill(i -> inputs[0].at(i) * inputs[1].at(i)));
            }
            return null;
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            if (gradients != null || noGradients) {
                return gradients;
            }
            return new Tensor[] {upstream[0].mul(saved.input(1)), upstream[0].mul(saved.input(0))};
        }

        @Override
        public Reads reads(Needs needs) {
            return reads;
        }

        @Override
        public Structure structure() {
            return structure;
        }

        @Override
        public Tensor[] jvp(Saved saved, Tensor[] along) {
            return tangents;
        }

        @Override
        public Gate behind(Shape batch) {
            return behind;
        }

        @Override
        public List<Kink> kinks() {
            return kinks;
        }

        @Override
        public String toString() {
            return "Product";
        }
    }

    private static GateLawsReport laws(Consumer<Product> wrong) {
        Product gate = new Product();
        wrong.accept(gate);
        return GateLaws.of(gate)
                .inputs(Tensor.of(1, 2, 3), Tensor.of(0.5, -1, 4))
                .report();
    }

    private static DynamicTest wrong(Consumer<Product> wrong, String law, String message) {
        return DynamicTest.dynamicTest(message, () -> {
            GateLawsReport report = laws(wrong);
            assertEquals(List.of(law), report.broken().stream().map(Law::name).toList(), report::toString);
            assertEquals(message, report.broken().get(0).detail());
        });
    }

    @Test
    void theRightOnePasses() {
        laws(gate -> {}).assertPasses();
    }

    @TestFactory
    Stream<DynamicTest> contract() {
        Tensor three = Tensor.of(1, 2, 3);
        Tensor four = Tensor.of(1, 2, 3, 4);
        return Stream.of(
                wrong(
                        gate -> gate.writes = false,
                        "contract",
                        "product: compute leaves NaN in output[0], output[1], output[2]: must write every element"
                                + " of each"
                                + " output, by fill or write; and the inputs of a check must be inside the domain"),
                wrong(
                        gate -> gate.noGradients = true,
                        "contract",
                        "product: backward returned null: must be an array with a gradient, or null for zero, for each"
                                + " input"),
                wrong(
                        gate -> gate.gradients = new Tensor[] {three},
                        "contract",
                        "product: backward returned 1 gradients for 2 inputs"),
                wrong(
                        gate -> gate.gradients = new Tensor[] {three, four},
                        "contract",
                        "product: backward returned a gradient of shape (4) for an input of shape (3) (input 1):"
                                + " must be"
                                + " that shape, or one that it broadcasts to"),
                wrong(
                        gate -> gate.reads = null,
                        "contract",
                        "product: reads returned null: must say what the backward rule reads (Reads.NONE: nothing)"),
                wrong(
                        gate -> gate.reads = Reads.INPUT,
                        "contract",
                        "gate product: its backward reads input 1, which its reads() does not declare: add"
                                + " Reads.input(1) to what it returns"));
    }

    @TestFactory
    Stream<DynamicTest> forwardMode() {
        Tensor three = Tensor.of(1, 2, 3);
        return Stream.of(
                wrong(
                        gate -> gate.tangents = new Tensor[] {three, three},
                        "forward mode",
                        "product: jvp returned 2 tangents for 1 outputs"),
                wrong(
                        gate -> gate.tangents = new Tensor[] {Tensor.of(1, 2)},
                        "forward mode",
                        "product: jvp returned a tangent of shape (2) for an output of shape (3): must be the same"));
    }

    @TestFactory
    Stream<DynamicTest> behind() {
        Product same = new Product();
        Product two = new Product();
        two.shapes = new Shape[] {Shape.of(2, 3), Shape.of(2, 3)};
        Product none = new Product();
        none.shapes = null;
        String returned = "product: behind((2)) returned Product, ";
        return Stream.of(
                wrong(
                        gate -> gate.behind = same,
                        "leading axes",
                        returned + "whose output 0 has shape (3): must have the leading axes first, (2, 3)"),
                wrong(gate -> gate.behind = two, "leading axes", returned + "which has 2 outputs: must be 1"),
                wrong(
                        gate -> gate.behind = none,
                        "leading axes",
                        returned + "which fails on inputs of shapes (2, 3), (2, 3): product: shapes returned no shape:"
                                + " must be one for each output"));
    }

    @TestFactory
    Stream<DynamicTest> kinks() {
        NdArray x = NdArray.of(1, 2, 3);
        return Stream.of(
                wrong(
                        gate -> gate.kinks = null,
                        "kinks",
                        "product: kinks returned null: must be a list, empty if there are none"),
                wrong(
                        gate -> gate.kinks = List.of(new Kink("a = b", List.of(x, x), List.of(x), List.of(x))),
                        "kinks",
                        "product: kinks, at a = b, declares 1 numbers of gradient for 2 differentiable inputs among its"
                                + " 2: must be one for each"),
                wrong(
                        gate -> gate.kinks = List.of(new Kink("a = b", List.of(x, x), List.of(x, x), List.of(x, x, x))),
                        "kinks",
                        "product: kinks, at a = b, declares 3 numbers of second for 2 differentiable inputs among"
                                + " its 2:"
                                + " must be one for each"));
    }

    /** Where there is no shape there is no sample: the engine itself refuses. */
    @TestFactory
    Stream<DynamicTest> noOutput() {
        return Stream.of(null, new Shape[0], new Shape[] {null})
                .map(shapes -> DynamicTest.dynamicTest(Arrays.toString(shapes), () -> {
                    String message = assertThrows(IllegalStateException.class, () -> laws(gate -> gate.shapes = shapes))
                            .getMessage();
                    String expected = shapes != null && shapes.length == 1
                            ? "product: shapes returned null for output 0"
                            : "product: shapes returned no shape: must be one for each output";
                    assertEquals(expected, message);
                }));
    }
}
