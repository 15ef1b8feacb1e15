package org.autodiff.nn;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.autodiff.Parameter;

/**
 * The model that each parameter was first registered with. A parameter cannot say so itself: it is a class of core,
 * which has no models. Neither is kept alive by this table.
 */
final class Owners {
    private static final Map<Parameter, WeakReference<Model>> MODELS = Collections.synchronizedMap(new WeakHashMap<>());

    private Owners() {}

    /** The model that a parameter was first registered with; null if there is none, or it was collected. */
    static Model of(Parameter parameter) {
        WeakReference<Model> owner = MODELS.get(parameter);
        return owner == null ? null : owner.get();
    }

    static void set(Parameter parameter, Model owner) {
        MODELS.put(parameter, new WeakReference<>(owner));
    }
}
