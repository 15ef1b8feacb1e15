package org.autodiff;

import java.util.IdentityHashMap;
import org.autodiff.internal.Raw;
import org.autodiff.ndarray.NdArray;

/** Does again what was recorded, on other inputs: it gives what the function would give, or stops and says why. */
final class Replay {
    private final Trace trace;

    /** What now stands for the tensors, generators and drawn arrays of the recording. */
    private final IdentityHashMap<Tensor, Tensor> tensors = new IdentityHashMap<>();

    private final IdentityHashMap<Rng, Rng> generators = new IdentityHashMap<>();
    private final IdentityHashMap<double[], NdArray> drawn = new IdentityHashMap<>();

    Replay(Trace trace, Tensor[] inputs, Tensor[] arguments) {
        this.trace = trace;
        for (int i = 0; i < inputs.length; i++) {
            tensors.put(inputs[i], arguments[i]);
        }
    }

    Tensor run(Tensor output) {
        for (Trace.Step step : trace.steps) {
            if (step instanceof Trace.Application a) {
                apply(a);
            } else if (step instanceof Trace.Reading r) {
                requireSame(now(r.tensor()).value, r.seen());
            } else if (step instanceof Trace.Assignment a) {
                a.parameter().assign(now(a.values()));
            } else if (step instanceof Trace.External e) {
                external(e);
            } else if (step instanceof Trace.Effect e) {
                e.action().run();
            } else {
                random(step);
            }
        }
        return now(output); // plain since it was recorded: what was outside then may be over
    }

    private void apply(Trace.Application step) {
        Tensor[] in = new Tensor[step.inputs().length];
        for (int i = 0; i < in.length; i++) {
            in[i] = now(step.inputs()[i]);
        }
        Context context = Context.current();
        boolean recording = context.recording;
        boolean tangents = context.tangents;
        context.recording &= step.recording();
        context.tangents &= step.tangents();
        try {
            Tensor[] out = Tensor.applyAll(step.gate(), in);
            for (int k = 0; k < out.length; k++) {
                tensors.put(step.outputs()[k], out[k]);
            }
        } finally {
            context.recording = recording;
            context.tangents = tangents;
        }
    }

    private void external(Trace.External step) {
        Tensor value = Tape.external(step.source());
        if (!value.shape().equals(step.output().shape())) {
            throw new IllegalStateException("replay: a tensor from outside had shape "
                    + step.output().shape() + " when it was recorded, and has shape " + value.shape()
                    + " now: record the function again");
        }
        tensors.put(step.output(), value);
    }

    private void random(Trace.Step step) {
        if (step instanceof Trace.NewGenerator g) {
            generators.put(g.rng(), Rng.resume(g.state()));
        } else if (step instanceof Trace.Split s) {
            generators.put(s.child(), now(s.rng()).split());
        } else if (step instanceof Trace.Draw d) {
            drawn.put(Raw.data(d.drawn()), d.draw().apply(now(d.rng())));
        } else if (step instanceof Trace.RandomNumber n) {
            Object number = n.number().apply(n.source() instanceof Rng rng ? now(rng) : n.source());
            if (!number.equals(n.seen())) {
                throw new IllegalStateException("replay: the program took " + n.seen()
                        + " out of a random generator (Rng) when it was recorded, and would take " + number
                        + " now: it might go another way, so record it again, or draw arrays (uniform, normal)");
            }
        }
    }

    private static void requireSame(NdArray now, NdArray then) {
        if (!now.equals(then)) {
            throw new IllegalStateException(
                    "replay: the program read " + then + " when it was recorded, and would read " + now
                            + " now: it might go another way, so record it again");
        }
    }

    private Rng now(Rng then) {
        return generators.getOrDefault(then, then);
    }

    private Tensor now(Tensor then) {
        Tensor known = tensors.get(then);
        if (known != null) {
            return known;
        }
        Parameter parameter = Trace.parameter(then);
        if (parameter != null) {
            // Nothing has assigned it since that value was read, or the engine would have refused to read it.
            return parameter;
        }
        NdArray numbers = drawn.isEmpty() ? null : drawn.get(Raw.data(then.value));
        if (numbers == null) {
            return then; // a constant
        }
        Tensor again = new Tensor(numbers.reshape(then.shape()), then.node, null);
        tensors.put(then, again);
        return again;
    }
}
