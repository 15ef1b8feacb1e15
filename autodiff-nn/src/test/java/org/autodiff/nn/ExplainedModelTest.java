package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.explain.Trace;
import org.autodiff.explain.Trace.Kind;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.Test;

/** A trace knows in which layer each operation was done. */
class ExplainedModelTest {
    @Test
    void layersAreScopes() {
        Layer net =
                Sequential.of(Linear.of(2, 3, Rng.of(1)), Activation.tanh(), Sequential.of(Linear.of(3, 1, Rng.of(2))));
        Trace trace = net.explain(Tensor.of(NdArray.of(new double[][] {{1, 2}})), Tensor::sum);
        List<List<String>> matmuls = trace.nodes().stream()
                .filter(n -> n.gate().equals("matmul"))
                .map(Trace.Node::scope)
                .toList();
        assertEquals(List.of(List.of("Sequential", "0"), List.of("Sequential", "2", "0")), matmuls);
        List<String> variables = trace.nodes().stream()
                .filter(n -> n.kind() == Kind.VARIABLE)
                .map(Trace.Node::name)
                .toList();
        assertEquals(List.of("0.weight", "0.bias", "2.0.weight", "2.0.bias"), variables);
        assertTrue(trace.node("0.weight").gradient().isPresent());
    }
}
