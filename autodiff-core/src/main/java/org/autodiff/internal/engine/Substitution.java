package org.autodiff.internal.engine;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.autodiff.Tensor;

/**
 * Other tensors in the place of parameters, for the time of a call on one thread. Whatever reads such a parameter
 * there - a gate, a transform, the program - reads the other tensor instead. {@link Tensors#live} looks it up, and only
 * for parameters, so everything else pays nothing.
 */
public final class Substitution {
    private final IdentityHashMap<Tensor, Tensor> inPlaceOf;
    private final Substitution enclosing;

    /** Takes up the parameters that are read, for which nothing but their own values stands then; else null. */
    private final Set<Tensor> read;

    private Substitution(IdentityHashMap<Tensor, Tensor> inPlaceOf, Set<Tensor> read, Substitution enclosing) {
        this.inPlaceOf = inPlaceOf;
        this.read = read;
        this.enclosing = enclosing;
    }

    /**
     * Runs a body within which tensors stand for parameters. Both are taken as they are outside: a parameter as the
     * value of another one is what that is there.
     *
     * @return what the body returns; of a parameter itself, what stands for it
     */
    public static <T> T call(Map<? extends Tensor, ? extends Tensor> tensors, Supplier<T> body) {
        IdentityHashMap<Tensor, Tensor> inPlaceOf = new IdentityHashMap<>();
        tensors.forEach((parameter, t) -> inPlaceOf.put(parameter, Tensors.snapshot(Tensors.live(t))));
        return within(inPlaceOf, null, () -> resolved(body.get()));
    }

    /**
     * Runs a body, and notes which parameters among some tensors it reads: for a function that leaves no tape which
     * would tell.
     *
     * @param read takes them up, by identity
     */
    public static <T> T noting(Set<Tensor> read, Tensor[] tensors, Supplier<T> body) {
        IdentityHashMap<Tensor, Tensor> themselves = new IdentityHashMap<>();
        for (Tensor t : tensors) {
            if (Tensors.isParameter(t)) {
                themselves.put(t, Tensors.snapshot(Tensors.live(t)));
            }
        }
        return themselves.isEmpty() ? body.get() : within(themselves, read, body);
    }

    private static <T> T within(IdentityHashMap<Tensor, Tensor> inPlaceOf, Set<Tensor> read, Supplier<T> body) {
        Context context = Context.current();
        Substitution before = context.substitution;
        context.substitution = new Substitution(inPlaceOf, read, before);
        try {
            return body.get();
        } finally {
            context.substitution = before;
        }
    }

    @SuppressWarnings("unchecked") // a tensor stands for a tensor
    private static <T> T resolved(T result) {
        return result instanceof Tensor t && Tensors.isParameter(t) && isReplaced(t) ? (T) of(t) : result;
    }

    /** What stands for a parameter on this thread; itself, if nothing does. */
    static Tensor of(Tensor parameter) {
        for (Substitution s = Context.current().substitution; s != null; s = s.enclosing) {
            Tensor t = s.inPlaceOf.get(parameter);
            if (t != null) {
                if (s.read != null) {
                    s.read.add(parameter);
                }
                return t;
            }
        }
        return parameter;
    }

    /** Whether another tensor stands for a parameter on this thread. */
    public static boolean isReplaced(Tensor parameter) {
        for (Substitution s = Context.current().substitution; s != null; s = s.enclosing) {
            if (s.read == null && s.inPlaceOf.containsKey(parameter)) {
                return true;
            }
        }
        return false;
    }
}
