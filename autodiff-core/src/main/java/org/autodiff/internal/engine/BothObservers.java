package org.autodiff.internal.engine;

import org.autodiff.Tensor;
import org.autodiff.gate.Gate;

/** Two observers of one thread, such as one who looks for an error while the other measures. */
record BothObservers(Observer a, Observer b) implements Observer {
    @Override
    public boolean wantsEachGate() {
        return a.wantsEachGate() || b.wantsEachGate();
    }

    @Override
    public Site site() {
        Site site = a.site();
        return site == null ? b.site() : site;
    }

    @Override
    public void computing(Gate gate) {
        a.computing(gate);
        b.computing(gate);
    }

    @Override
    public void computed(Gate gate, Tensor[] inputs, Tensor[] outputs) {
        b.computed(gate, inputs, outputs);
        a.computed(gate, inputs, outputs);
    }

    @Override
    public void read(Tensor tensor) {
        a.read(tensor);
        b.read(tensor);
    }

    @Override
    public void carrying(Gate gate) {
        a.carrying(gate);
        b.carrying(gate);
    }

    @Override
    public void carried(Gate gate, Tensor[] tangents) {
        try {
            b.carried(gate, tangents);
        } finally {
            a.carried(gate, tangents);
        }
    }

    @Override
    public void walking(Node... from) {
        a.walking(from);
        b.walking(from);
    }

    @Override
    public void walked(Node... from) {
        b.walked(from);
        a.walked(from);
    }

    @Override
    public void passing(Node node, int run, Tensor... upstream) {
        a.passing(node, run, upstream);
        b.passing(node, run, upstream);
    }

    @Override
    public void sent(Node node, int input, Node to, Tensor gradient) {
        a.sent(node, input, to, gradient);
        b.sent(node, input, to, gradient);
    }

    @Override
    public void passed(Node node, int run) {
        b.passed(node, run);
        a.passed(node, run);
    }
}
