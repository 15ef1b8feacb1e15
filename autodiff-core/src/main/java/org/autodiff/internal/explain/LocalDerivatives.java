package org.autodiff.internal.explain;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Structure;
import org.autodiff.internal.engine.BackwardWalk;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.GradientTable;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** The local derivatives of a gate, from its backward rule alone: what it gives for an upstream gradient of ones. */
final class LocalDerivatives {
    private LocalDerivatives() {}

    /**
     * For each input: of an elementwise gate the derivative of each element, of a gate whose output is a single number
     * its gradient; null if it is neither (the derivative would be a matrix), or there is none.
     */
    static NdArray[] of(Gate gate, List<NdArray> operands, Shape output) {
        NdArray[] local = new NdArray[operands.size()];
        boolean elementwise = gate.structure() == Structure.ELEMENTWISE;
        if (!elementwise && output.size() != 1) {
            return local;
        }
        return Context.current().differentiable(() -> {
            Tensor[] inputs = new Tensor[operands.size()];
            List<Node> wanted = new ArrayList<>();
            for (int i = 0; i < inputs.length; i++) {
                NdArray x = operands.get(i);
                boolean whole = elementwise && gate.differentiable(i);
                inputs[i] = gate.differentiable(i) ? Tensor.variable(whole ? x.broadcastTo(output) : x) : Tensor.of(x);
                if (gate.differentiable(i)) {
                    wanted.add(Tensors.node(inputs[i]));
                }
            }
            Node made = wanted.isEmpty() ? null : Tensors.liveNode(Tensor.apply(gate, inputs));
            if (made == null) {
                return local; // a gate without derivatives, such as a comparison
            }
            Tensor ones = Tensor.of(NdArray.full(output, 1));
            GradientTable found = BackwardWalk.run(made, ones, wanted.toArray(Node[]::new), BackwardWalk.Recording.NO);
            for (int i = 0; i < inputs.length; i++) {
                Tensor g = gate.differentiable(i) ? found.get(Tensors.node(inputs[i])) : null;
                local[i] = g == null
                        ? null
                        : NdArray.of(g.shape(), Tensors.numbers(g).toArray());
            }
            return local;
        });
    }
}
