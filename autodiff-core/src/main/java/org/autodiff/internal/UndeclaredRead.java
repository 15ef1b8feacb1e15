package org.autodiff.internal;

/** Numbers were read that are not there: the walk, which knows the gate, says whose mistake it is. */
public final class UndeclaredRead extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private final int which;

    /** Of input {@code which}, or of output {@code ~which} if that is negative. */
    public UndeclaredRead(int which) {
        super("a backward rule handed on " + value(which) + ", which the reads() of its gate does not declare");
        this.which = which;
    }

    public boolean isOutput() {
        return which < 0;
    }

    /** Which input or output. */
    public int position() {
        return isOutput() ? ~which : which;
    }

    /** The value in words: {@code input 1}. */
    public String value() {
        return value(which);
    }

    private static String value(int which) {
        return which < 0 ? "output " + ~which : "input " + which;
    }
}
