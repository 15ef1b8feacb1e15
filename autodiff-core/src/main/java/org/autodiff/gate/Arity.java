package org.autodiff.gate;

final class Arity {
    private Arity() {}

    static void check(Gate gate, int expected, int actual) {
        if (actual != expected) {
            throw new IllegalArgumentException(
                    gate.name() + ": takes " + expected + " input" + (expected == 1 ? "" : "s") + ", got " + actual);
        }
    }
}
