package org.autodiff.gate;

/**
 * Which values a gate's backward rule reads. Only these are kept alive until then: {@code add} keeps nothing, {@code exp}
 * its output, {@code mul} its inputs. The shapes of all of them may always be read.
 *
 * <p>Made from the constants: {@code Reads.input(0).and(Reads.OUTPUT)}.
 */
public final class Reads {
    /** Nothing. */
    public static final Reads NONE = new Reads(0, 0);

    /** The first input, or the only one. */
    public static final Reads INPUT = new Reads(1, 0);

    /** The second input. */
    public static final Reads SECOND_INPUT = new Reads(2, 0);

    /** The first output, or the only one. */
    public static final Reads OUTPUT = new Reads(0, 1);

    /** The first two inputs. */
    public static final Reads INPUTS = new Reads(3, 0);

    /** Every input and output. */
    public static final Reads ALL = new Reads(-1L, -1L);

    private static final int LAST = 62;

    private final long inputs;
    private final long outputs;

    private Reads(long inputs, long outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /**
     * The {@code i}-th input.
     *
     * @throws IllegalArgumentException if {@code i} is not in [0, 62]; a gate of more inputs declares {@link #ALL}
     */
    public static Reads input(int i) {
        return new Reads(bit(i), 0);
    }

    /** The {@code k}-th output; see {@link #input}. */
    public static Reads output(int k) {
        return new Reads(0, bit(k));
    }

    private static long bit(int i) {
        if (i < 0 || i > LAST) {
            throw new IllegalArgumentException("reads: position " + i + " is not in [0, " + LAST + "]: declare ALL");
        }
        return 1L << i;
    }

    /** These and others. */
    public Reads and(Reads more) {
        long in = inputs | more.inputs;
        long out = outputs | more.outputs;
        return in == inputs && out == outputs ? this : new Reads(in, out);
    }

    /** Whether the {@code i}-th input is among them. */
    public boolean readsInput(int i) {
        return (inputs >>> Math.min(i, LAST + 1) & 1) != 0;
    }

    /** Whether the {@code k}-th output is among them. */
    public boolean readsOutput(int k) {
        return (outputs >>> Math.min(k, LAST + 1) & 1) != 0;
    }
}
