package org.autodiff;

import java.util.Objects;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Enclosure;
import org.autodiff.internal.engine.Planning;
import org.autodiff.internal.engine.Repetition;
import org.autodiff.internal.engine.TapeRecorder;
import org.autodiff.internal.engine.Transform;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A counter-based random generator: its i-th number is a hash of (key, i), by Philox2x64-10 (Salmon, Moraes, Dror,
 * Shaw: Parallel random numbers: as easy as 1, 2, 3; SC 2011). So its state is two longs, it can be saved and resumed,
 * and {@link #split} gives independent generators. Same key, same numbers, on every machine and Java version.
 *
 * <p>Not safe for use by several threads at once: split it instead. Not for secrets.
 *
 * <p>Within a function mapped by {@code Autodiff.vmap}, which runs once for all examples, drawing from a generator that
 * is older than the call is refused, unless the mapping says that the same numbers for all are meant.
 */
public final class Rng implements RandomGenerator {
    private static final long MULTIPLIER = 0xD2B74407B1CE6E93L;
    private static final long WEYL = 0x9E3779B97F4A7C15L;
    private static final int ROUNDS = 10;

    /** The second word of the counter keeps the streams of numbers and of children apart. */
    private static final long NUMBERS = 0;

    private static final long CHILDREN = 1;

    private long key;
    private long counter;

    /** The run of a function in which it was made, which needs not put it back to run again. */
    private final long madeWithin;

    /** The last transform that had begun when this was made: a call which began later did not make it. */
    private final long since = Transform.latest();

    private Rng(long key, long counter) {
        this.key = key;
        this.counter = counter;
        Enclosure enclosure = Context.current().enclosure;
        this.madeWithin = enclosure == null ? 0 : enclosure.id;
    }

    /** The generator of a key, or seed. */
    public static Rng of(long key) {
        return made(new Rng(key, 0));
    }

    /** A generator that goes on where another one stood. */
    public static Rng resume(State state) {
        Objects.requireNonNull(state, "resume: state is null");
        return made(new Rng(state.key(), state.counter()));
    }

    private static Rng made(Rng rng) {
        TapeRecorder recorder = Context.current().recorder;
        if (recorder != null) {
            State state = new State(rng.key, rng.counter);
            recorder.add(replay -> replay.putSource(rng, resume(state)));
        }
        return rng;
    }

    /** A generator whose key is drawn from any other one. */
    public static Rng from(RandomGenerator source) {
        Objects.requireNonNull(source, "from: generator is null");
        return of(seen(source, source.nextLong(), RandomGenerator::nextLong));
    }

    /** All there is to know of a generator. */
    public record State(long key, long counter) {
        private static final long WORD = 0xFFFFFFFFL;

        /**
         * The state as whole numbers, which every file format can hold: the unsigned 32-bit halves, high before low, of
         * key and counter; of shape (4).
         */
        public NdArray words() {
            return NdArray.of(key >>> 32, key & WORD, counter >>> 32, counter & WORD);
        }

        /**
         * The state that {@link #words} describes.
         *
         * @throws IllegalArgumentException if the shape is not (4), or a number is not whole or not in [0, 2^32)
         */
        public static State of(NdArray words) {
            Objects.requireNonNull(words, "state of a generator: words are null");
            if (!words.shape().equals(Shape.of(4))) {
                throw new IllegalArgumentException(
                        "state of a generator: needs 4 words, got an array of shape " + words.shape());
            }
            long[] halves = new long[4];
            for (int i = 0; i < halves.length; i++) {
                double word = words.at(i);
                if (!(word >= 0 && word <= WORD && word == Math.rint(word))) {
                    throw new IllegalArgumentException("state of a generator: word " + i + " is " + word
                            + ": must be a whole number in [0, 2^32)");
                }
                halves[i] = (long) word;
            }
            return new State(halves[0] << 32 | halves[1], halves[2] << 32 | halves[3]);
        }
    }

    /** The present state. */
    public State state() {
        noteDraw(); // the program may act on it
        return seen(this, new State(key, counter), rng -> ((Rng) rng).state());
    }

    /**
     * Goes on from a state, as if it had come there itself: for what loads a saved program.
     *
     * @throws IllegalStateException within a function that is recorded, transformed or run again, where it would have
     *     to be done again too
     */
    public void reset(State state) {
        Objects.requireNonNull(state, "reset: state is null");
        Context context = Context.current();
        if (context.recorder != null
                || context.enclosure != null
                || context.transform != null
                || Planning.isRunning()) {
            throw new IllegalStateException("reset: a generator cannot be reset within a function that is recorded,"
                    + " transformed or run again: reset it before, or make one there (Rng.resume)");
        }
        key = state.key();
        counter = state.counter();
    }

    /** A new generator, independent of this one and of every other child; this one advances by one. */
    public Rng split() {
        Repetition.requireDraw(Context.current(), "split", since);
        Rng child = new Rng(hash(key, advance(), CHILDREN), 0);
        TapeRecorder recorder = Context.current().recorder;
        if (recorder != null) {
            recorder.add(
                    replay -> replay.putSource(child, replay.nowSource(this).split()));
        }
        return child;
    }

    @Override
    public long nextLong() {
        Repetition.requireDraw(Context.current(), "Rng", since);
        return seen(this, next(), RandomGenerator::nextLong);
    }

    private long next() {
        return hash(key, advance(), NUMBERS);
    }

    /** The number of the next draw. A function that will run again notes where it was before. */
    private long advance() {
        noteDraw();
        return counter++;
    }

    private void noteDraw() {
        long before = counter;
        Planning.draws(this, () -> counter = before);
        Enclosure enclosure = Context.current().enclosure;
        if (enclosure != null) {
            enclosure.draws(madeWithin, new Enclosure.Source(this, () -> counter, position -> counter = position));
        }
    }

    /** What the program gets to see of a generator, and may act on: a recording must know. */
    private static <T> T seen(RandomGenerator source, T number, Function<RandomGenerator, Object> again) {
        TapeRecorder recorder = Context.current().recorder;
        if (recorder != null) {
            recorder.add(
                    TapeRecorder.Kind.DRAWN,
                    null,
                    replay -> requireSame(number, again.apply(replay.nowSource(source))));
        }
        return number;
    }

    private static void requireSame(Object then, Object now) {
        if (!now.equals(then)) {
            throw new IllegalStateException("replay: the program took " + then
                    + " out of a random generator (Rng) when it was recorded, and would take " + now
                    + " now: it might go another way, so record it again, or draw arrays (uniform, normal)");
        }
    }

    /** An array for the program: a recording notes how it was drawn. */
    private NdArray draw(String operation, Shape shape, Function<Rng, NdArray> draw) {
        if (Planning.isRunning()) {
            return ArrayAccess.shapeOnly(shape);
        }
        Context context = Context.current();
        Repetition.requireDraw(context, operation, since);
        NdArray drawn = context.unrecorded(() -> draw.apply(this)); // its numbers are not seen one by one
        TapeRecorder recorder = context.recorder;
        if (recorder == null) {
            return drawn;
        }
        recorder.add(
                TapeRecorder.Kind.DRAWN, null, replay -> replay.putDrawn(drawn, draw.apply(replay.nowSource(this))));
        return ArrayAccess.watched(drawn, () -> {
            if (context.recorder == recorder) { // else the recording is over
                recorder.read(Tensor.of(drawn));
            }
        });
    }

    static long hash(long key, long x0, long x1) {
        for (int round = 0; round < ROUNDS; round++) {
            long high = unsignedMultiplyHigh(MULTIPLIER, x0);
            long low = MULTIPLIER * x0;
            x0 = high ^ key ^ x1;
            x1 = low;
            key += WEYL;
        }
        return x0;
    }

    private static long unsignedMultiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }

    /** Uniform in [0, 1), a multiple of 2^-53. */
    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /**
     * Uniform in [low, high).
     *
     * @throws IllegalArgumentException if a bound is NaN or infinite, or {@code low} is not below {@code high}
     */
    @Override
    public double nextDouble(double low, double high) {
        requireBounds("nextDouble", low, high, low < high, "<");
        return between(low, high, nextDouble());
    }

    private static void requireBounds(String operation, double low, double high, boolean ordered, String relation) {
        if (!Double.isFinite(low) || !Double.isFinite(high) || !ordered) {
            throw new IllegalArgumentException(
                    operation + ": needs finite low " + relation + " high, got " + low + " and " + high);
        }
    }

    /**
     * Uniform in [0, bound), without bias (Lemire: Fast random integer generation in an interval; 2019).
     *
     * @throws IllegalArgumentException if the bound is not positive
     */
    @Override
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("nextInt: bound must be positive, got " + bound);
        }
        long product = (nextLong() >>> 32) * bound;
        long low = product & 0xFFFFFFFFL;
        if (low < bound) {
            long threshold = (0x100000000L - bound) % bound;
            while (low < threshold) {
                product = (nextLong() >>> 32) * bound;
                low = product & 0xFFFFFFFFL;
            }
        }
        return (int) (product >>> 32);
    }

    /** Normal with mean 0 and standard deviation 1 (Box and Muller 1958), by two uniform numbers. */
    @Override
    public double nextGaussian() {
        double u = 1 - nextDouble(); // in (0, 1]
        return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * nextDouble());
    }

    /**
     * An array of uniform numbers in [low, high); of nothing but {@code low} if both are the same.
     *
     * @throws IllegalArgumentException if a bound is NaN or infinite, or {@code low > high}
     */
    public NdArray uniform(Shape shape, double low, double high) {
        Objects.requireNonNull(shape, "uniform: shape is null");
        requireBounds("uniform", low, high, low <= high, "<=");
        return draw(
                "uniform",
                shape,
                rng -> NdArray.build(shape, data -> {
                    for (int i = 0; i < shape.size(); i++) {
                        data[i] = between(low, high, rng.nextDouble());
                    }
                }));
    }

    /** The number at u in [0, 1) of the way, below high: which rounding may not reach, nor the width overflow. */
    static double between(double low, double high, double u) {
        double width = high - low;
        double x = width < Double.POSITIVE_INFINITY ? low + width * u : 2 * (low / 2 + (high / 2 - low / 2) * u);
        return x < high ? x : low == high ? low : Math.nextDown(high);
    }

    /**
     * An array of normal numbers.
     *
     * @throws IllegalArgumentException if a number is NaN or infinite, or the deviation is negative
     */
    public NdArray normal(Shape shape, double mean, double deviation) {
        Objects.requireNonNull(shape, "normal: shape is null");
        if (!Double.isFinite(mean) || !(deviation >= 0 && deviation < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "normal: needs a finite mean and a deviation that is finite and not negative, got " + mean + " and "
                            + deviation);
        }
        return draw(
                "normal",
                shape,
                rng -> NdArray.build(shape, data -> {
                    for (int i = 0; i < shape.size(); i++) {
                        data[i] = mean + deviation * rng.nextGaussian();
                    }
                }));
    }

    /** The numbers 0 to n - 1 in random order (Fisher and Yates). */
    public int[] permutation(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("permutation: n must not be negative, got " + n);
        }
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    @Override
    public String toString() {
        return "Rng[key=" + key + ", counter=" + counter + "]";
    }
}
