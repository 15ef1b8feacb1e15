package org.autodiff.internal.profile;

import java.util.ArrayDeque;
import java.util.Deque;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.internal.PerThread;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Observer;
import org.autodiff.ndarray.Shape;

/**
 * Looks on at all threads while a recording asks for gates. The operations of a derivative rule belong to the rule, so
 * that the times of a walk add up.
 */
final class GateProfiler implements Observer, FlightRecorderListener {
    /** Loaded with this listener: it is called as long as the JVM lives, be the class loader closed meanwhile. */
    private static final Class<GateEvent> EVENT = GateEvent.class;

    /** What one thread is doing. */
    private static final class Stack {
        private final Deque<GateEvent> gates = new ArrayDeque<>();
        private GateEvent rule;
        private int rules;
    }

    private final PerThread<Stack> stacks = new PerThread<>(Stack::new);

    @Override
    public void recorderInitialized(FlightRecorder recorder) {
        update();
    }

    @Override
    public void recordingStateChanged(Recording recording) {
        update();
    }

    private void update() {
        Profile.recorded = true;
        Context.observeAll(EventType.getEventType(EVENT).isEnabled() ? this : null);
    }

    /** The walk keeps its own way: that is what is to be measured. */
    @Override
    public boolean wantsEachGate() {
        return false;
    }

    @Override
    public void computing(Gate gate) {
        Stack stack = stacks.get();
        GateEvent event = new GateEvent();
        stack.gates.push(event);
        event.begin();
    }

    @Override
    public void computed(Gate gate, Tensor[] inputs, Tensor[] outputs) {
        Stack stack = stacks.get();
        GateEvent event = stack.gates.poll(); // null if it began before the recording
        if (event == null) {
            return;
        }
        event.end();
        if (outputs != null && stack.rules == 0 && event.shouldCommit()) {
            event.gates = 1;
            commit(event, gate.name(), outputs[0].shape(), outputs);
        }
    }

    @Override
    public void passing(Node node, int run, Tensor... upstream) {
        Stack stack = stacks.get();
        if (stack.rules++ == 0) {
            stack.rule = new GateEvent();
            stack.rule.begin();
        }
    }

    @Override
    public void passed(Node node, int run) {
        Stack stack = stacks.get();
        stack.rules = Math.max(0, stack.rules - 1); // it may have begun before the recording
        GateEvent event = stack.rule;
        if (stack.rules > 0 || event == null) {
            return;
        }
        stack.rule = null;
        event.end();
        if (node.gate() != null && event.shouldCommit()) {
            event.backward = true;
            event.gates = run;
            commit(event, node.gate().name(), node.shape);
        }
    }

    private static void commit(GateEvent event, String operation, Shape shape, Tensor... outputs) {
        long bytes = 0;
        for (Tensor t : outputs) {
            bytes += 8L * t.size();
        }
        event.operation = operation;
        event.shape = shape.toString();
        event.bytes = outputs.length == 0 ? 8L * shape.size() : bytes;
        event.commit();
    }
}
