package org.autodiff.nn;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.autodiff.Parameter;

/**
 * Which model made each parameter, or took it first. It is what a parameter itself does not know: it is core's, where
 * there are no models. Nothing is kept alive.
 */
final class Owners {
    private static final Map<Parameter, WeakReference<Model>> MODELS = Collections.synchronizedMap(new WeakHashMap<>());

    private Owners() {}

    /** The first model that a parameter was registered with; null if there is none, or it is no longer in use. */
    static Model of(Parameter parameter) {
        WeakReference<Model> owner = MODELS.get(parameter);
        return owner == null ? null : owner.get();
    }

    static void set(Parameter parameter, Model owner) {
        MODELS.put(parameter, new WeakReference<>(owner));
    }
}
