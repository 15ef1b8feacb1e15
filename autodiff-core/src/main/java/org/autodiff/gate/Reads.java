package org.autodiff.gate;

/**
 * Which values a gate's backward rule reads. Only these are kept alive until then: {@code add} keeps nothing,
 * {@code exp} its output, {@code mul} its inputs. The shapes of all of them may always be read.
 *
 * <p>Made from the constants: {@code Reads.input(0).and(Reads.OUTPUT)}.
 */
public final class Reads {
    /** All combinations of the first two inputs and the first output: those of nearly all gates, made once. */
    private static final Reads[] COMMON = new Reads[8];

    static {
        for (int i = 0; i < COMMON.length; i++) {
            COMMON[i] = new Reads(i & 3, i >> 2);
        }
    }

    /** Nothing. */
    public static final Reads NONE = of(0, 0);

    /** The first input, or the only one. */
    public static final Reads INPUT = of(1, 0);

    /** The second input. */
    public static final Reads SECOND_INPUT = of(2, 0);

    /** The first two inputs. */
    public static final Reads INPUTS = of(3, 0);

    /** The first output, or the only one. */
    public static final Reads OUTPUT = of(0, 1);

    /** Every input. */
    public static final Reads ALL_INPUTS = new Reads(-1L, 0);

    /** Every input and output. */
    public static final Reads ALL = new Reads(-1L, -1L);

    private static final int LAST = 62;

    private final long inputs;
    private final long outputs;

    private Reads(long inputs, long outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
    }

    private static Reads of(long inputs, long outputs) {
        boolean common = inputs >>> 2 == 0 && outputs >>> 1 == 0;
        return common ? COMMON[(int) (inputs | outputs << 2)] : new Reads(inputs, outputs);
    }

    /**
     * The {@code i}-th input.
     *
     * @throws IllegalArgumentException if {@code i} is not in [0, 62]; a gate of more inputs declares {@link #ALL}
     */
    public static Reads input(int i) {
        return of(bit(i), 0);
    }

    /** The {@code k}-th output; see {@link #input}. */
    public static Reads output(int k) {
        return of(0, bit(k));
    }

    private static long bit(int i) {
        if (i < 0 || i > LAST) {
            throw new IllegalArgumentException("reads: position " + i + " is not in [0, " + LAST + "]: declare ALL");
        }
        return 1L << i;
    }

    /** These and others. */
    public Reads and(Reads more) {
        return of(inputs | more.inputs, outputs | more.outputs);
    }

    /** Whether the {@code i}-th input is among them. */
    public boolean readsInput(int i) {
        return ((inputs >>> Math.min(i, LAST + 1)) & 1) != 0;
    }

    /** Whether the {@code k}-th output is among them. */
    public boolean readsOutput(int k) {
        return ((outputs >>> Math.min(k, LAST + 1)) & 1) != 0;
    }
}
