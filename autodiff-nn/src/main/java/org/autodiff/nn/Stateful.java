package org.autodiff.nn;

import java.util.Map;
import org.autodiff.ndarray.NdArray;

/**
 * Something that can be saved and go on from where it was: a model, an optimizer, a schedule, a loader of batches. Its
 * state is a map of arrays, so that every file format can hold it. Whole numbers up to 2^53 are exact in them.
 */
public interface Stateful {
    /**
     * All there is to know, by name, in an order that is always the same. What was returned stays as it is, whatever
     * happens later.
     */
    Map<String, NdArray> state();

    /**
     * Goes on from a state. Nothing has changed if it throws.
     *
     * @throws IllegalArgumentException if an entry is missing, unexpected, of another shape, or a number in it is not
     *     allowed; one message names all such entries
     */
    void load(Map<String, NdArray> state);

    /**
     * Several parts as one: the names of each begin with that of the part and a dot, {@code schedule.rate}. Loading is
     * all or nothing, of all parts together.
     *
     * @param parts by name, in the order of the state
     * @throws IllegalArgumentException if one name and a dot begin another, so that an entry may be of both
     */
    static Stateful of(Map<String, ? extends Stateful> parts) {
        return new StatefulParts(parts);
    }
}
