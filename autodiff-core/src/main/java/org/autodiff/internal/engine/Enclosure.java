package org.autodiff.internal.engine;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;

/**
 * A run of a function that can be run again, as a function of its arguments alone. A tensor that it reaches in another
 * way - a weight that a lambda captured - is noticed when an operation reads it, and something else stands in its
 * place: while the function is {@link Discovery discovered}, its value without a history; when it runs
 * {@link Again again}, an argument. So what the function does while it is discovered leaves no tape.
 *
 * <p>Random generators that it draws from are noticed, too: before it runs again they are put back.
 */
public abstract sealed class Enclosure permits Enclosure.Discovery, Enclosure.Again {
    private static final AtomicLong COUNT = new AtomicLong();

    /** Later ones have higher numbers; 0 stands for none. */
    public final long id = COUNT.incrementAndGet();

    private final Enclosure around;

    /** What stood for parameters at first; the call that said so may be over when the function runs again. */
    private final Substitution substitution;

    /** The number of the latest transform that is outside. */
    private final long start;

    private Enclosure(Context context, Substitution substitution) {
        this.around = context.enclosure;
        this.substitution = substitution;
        this.start = context.isolation.start;
    }

    /** A source of numbers with a position that can be read and set. */
    public record Source(Object key, LongSupplier position, LongConsumer reset) {}

    /** Runs something within it. */
    public <T> T run(Context context, Supplier<T> body) {
        boolean recording = context.recording;
        boolean tangents = context.tangents;
        Substitution now = context.substitution;
        context.enclosure = this;
        context.substitution = substitution;
        try {
            return body.get();
        } finally {
            context.enclosure = around;
            context.substitution = now;
            context.recording = recording;
            context.tangents = tangents;
        }
    }

    /** What the function sees where a gate reads a tensor; of one that no gradient flows to, the value of now. */
    Tensor inside(Gate gate, int i, Tensor raw) {
        return raw.level == null && !gate.differentiable(i) ? raw : inside(raw);
    }

    /** What the function sees where it reads a tensor. */
    Tensor inside(Tensor raw) {
        if (raw.node == null && raw.level == null && !Tensors.isFrozen(raw)) {
            return raw;
        }
        Tensor known = known(raw);
        if (known != null) {
            return known;
        }
        Tensor t = around == null ? raw : around.inside(raw);
        Level level = t.level;
        if (level != null && level.transform().id > start) { // of a transform within the function
            Level inner = level.map(this::inside);
            return inner == level ? t : Tensors.make(t.value, t.node, inner);
        }
        // What stands for it around may be a constant; when this runs again on the way back, nobody is around.
        return t != raw || isOutside(t) ? entering(raw, t) : t;
    }

    private boolean isOutside(Tensor t) {
        Node node = Tensors.liveNode(t);
        return t.level != null
                || Tensors.isFrozen(t) // a constant, but one that may be assigned before this runs again
                || (node != null && Context.current().recording && (node.within == null || node.within.id <= start));
    }

    /** Whether a mark was made before this began. */
    public final boolean isOlder(Transform mark) {
        return mark.id <= start;
    }

    /** What stands for a tensor from outside that was read before; else null. */
    abstract Tensor known(Tensor raw);

    /** A tensor from outside is read for the first time. */
    abstract Tensor entering(Tensor raw, Tensor t);

    /** Whether the function has run before: what it does to the world, it has done. */
    public abstract boolean isAgain();

    /** Whether this or one around it {@link #isAgain}. */
    public static boolean isAgain(Context context) {
        for (Enclosure e = context.enclosure; e != null; e = e.around) {
            if (e.isAgain()) {
                return true;
            }
        }
        return false;
    }

    /** A number is drawn from a source that was made within the enclosure of a number, or within none. */
    public final void draws(long madeWithin, Source source) {
        if (madeWithin < id) {
            drawn(source);
            if (around != null) {
                around.draws(madeWithin, source);
            }
        }
    }

    abstract void drawn(Source source);

    // ---- the first run

    /** The first run: notes what the function reads and draws. */
    public static final class Discovery extends Enclosure {
        private final Isolation isolation;
        private final IdentityHashMap<Tensor, Tensor> standIns = new IdentityHashMap<>();
        private final Map<Tensor, Tensor> captured = new LinkedHashMap<>();
        private final IdentityHashMap<Object, Long> positions = new IdentityHashMap<>();
        private final Map<Source, Long> sources = new LinkedHashMap<>();

        public Discovery(Context context) {
            super(context, context.substitution);
            this.isolation = context.isolation;
        }

        @Override
        Tensor known(Tensor raw) {
            Tensor inside = standIns.get(raw);
            if (inside != null && Tensors.isParameter(raw) && raw.value != inside.value) {
                throw new IllegalStateException("checkpoint: the function assigned " + raw.node
                        + " after it had read it: assign parameters outside of the function");
            }
            return inside;
        }

        @Override
        Tensor entering(Tensor raw, Tensor t) {
            Tensor kept = Tensors.snapshot(t);
            captured.put(raw, kept);
            Tensor inside = isolation.enter(kept);
            standIns.put(raw, inside);
            return inside;
        }

        @Override
        public boolean isAgain() {
            return false;
        }

        @Override
        void drawn(Source source) {
            if (positions.putIfAbsent(source.key(), 0L) == null) {
                sources.put(source, source.position().getAsLong());
            }
        }

        /** What stood for parameters. */
        public Substitution substitution() {
            return ((Enclosure) this).substitution;
        }

        /** The tensors from outside as the function refers to them, in the order in which it read them. */
        public References references() {
            return new References(captured.keySet());
        }

        /** The same as they are. */
        public Tensor[] captured() {
            return captured.values().toArray(Tensor[]::new);
        }

        /** The sources that it drew from, with their positions before. */
        public Map<Source, Long> sources() {
            return sources;
        }
    }

    // ---- all later ones

    /** Tensors from outside as a function refers to them, with their places among its further arguments. */
    public static final class References {
        private final IdentityHashMap<Tensor, Integer> places = new IdentityHashMap<>();

        References(Iterable<Tensor> references) {
            for (Tensor t : references) {
                places.put(t, places.size());
            }
        }

        /** How many there are. */
        public int size() {
            return places.size();
        }
    }

    /** Another run, with arguments in the place of what was read. */
    public static final class Again extends Enclosure {
        private final References references;
        private final Tensor[] arguments;
        private final int first;
        private final boolean[] read;

        /** The arguments that stand for references are those from a first one on. */
        public Again(Context context, Substitution substitution, References references, Tensor[] arguments, int first) {
            super(context, substitution);
            this.references = references;
            this.arguments = arguments;
            this.first = first;
            this.read = new boolean[references.size()];
        }

        @Override
        Tensor known(Tensor raw) {
            Integer place = references.places.get(raw);
            if (place == null) {
                return null;
            }
            read[place] = true;
            return arguments[first + place];
        }

        @Override
        Tensor entering(Tensor raw, Tensor t) {
            throw new IllegalStateException("checkpoint: when the function ran again, it read a tensor of shape "
                    + t.shape() + " that it had not read at first: it must do the same each time, and take gradients"
                    + " within by Autodiff.grad rather than with variables of its own");
        }

        @Override
        public boolean isAgain() {
            return true;
        }

        @Override
        void drawn(Source source) {
            // Its position has been set before.
        }

        /** How many of the references were read. */
        public int reads() {
            int reads = 0;
            for (boolean r : read) {
                reads += r ? 1 : 0;
            }
            return reads;
        }
    }
}
