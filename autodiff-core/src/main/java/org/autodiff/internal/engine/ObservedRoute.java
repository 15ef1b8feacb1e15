package org.autodiff.internal.engine;

import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.Shape;

/** The walk, as one node sees it while somebody looks on. */
record ObservedRoute(Route walk, Observer observer, Node node) implements Route {
    @Override
    public boolean wants(Node to) {
        return walk.wants(to);
    }

    @Override
    public Tensor read(Tensor kept, Shape shape, int which) {
        return walk.read(kept, shape, which);
    }

    @Override
    public void send(Gate gate, int input, Node to, Tensor gradient) {
        if (gradient != null) {
            observer.sent(node, input, to, GateContract.fit(gate, input, gradient, to.shape));
        }
        walk.send(gate, input, to, gradient);
    }

    @Override
    public void sendOutput(NaryNode to, int index, Tensor gradient) {
        observer.sent(node, index, to, gradient);
        walk.sendOutput(to, index, gradient);
    }
}
