package org.autodiff.gate;

import java.util.BitSet;

/** Which inputs of a gate need a gradient: a backward rule computes nothing for the others. */
public final class Needs {
    private final BitSet inputs;

    private Needs(BitSet inputs) {
        this.inputs = inputs;
    }

    /** The given inputs need one. */
    public static Needs of(int... inputs) {
        BitSet set = new BitSet();
        for (int i : inputs) {
            set.set(i);
        }
        return new Needs(set);
    }

    /** The first {@code n} inputs need one. */
    public static Needs first(int n) {
        BitSet set = new BitSet();
        set.set(0, n);
        return new Needs(set);
    }

    /** Whether this input needs one. */
    public boolean input(int i) {
        return inputs.get(i);
    }

    /** Whether any input needs one. */
    public boolean any() {
        return !inputs.isEmpty();
    }

    @Override
    public String toString() {
        return "Needs" + inputs;
    }
}
