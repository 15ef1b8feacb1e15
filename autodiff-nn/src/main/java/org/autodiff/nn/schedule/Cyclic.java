package org.autodiff.nn.schedule;

import java.util.Objects;
import org.autodiff.nn.internal.Check;

/**
 * Goes up and down between two rates on straight lines, again and again: PyTorch's {@code CyclicLR}, without its cycle
 * of the momentum. Smith, Cyclical learning rates for training neural networks, WACV 2017, section 3.
 *
 * @param baseRate the lowest rate, at least 0
 * @param maxRate the largest rate, at least the base rate
 * @param up how many steps it rises, at least 1
 * @param down how many steps it falls, at least 1; the sum of both must fit in a long
 * @param shape how high later cycles reach
 * @param gamma at least 0; for {@link Shape#EXPONENTIAL}. Above 1 the cycles grow beyond the largest rate
 */
public record Cyclic(double baseRate, double maxRate, long up, long down, Shape shape, double gamma)
        implements Schedule {
    /** How high above the base rate the cycles reach. */
    public enum Shape {
        /** All reach the largest rate. */
        TRIANGULAR,

        /** Each reaches half as high as the one before. */
        HALVING,

        /** The height of step t is multiplied by {@code gamma^t}. */
        EXPONENTIAL
    }

    /**
     * A schedule with all options.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Cyclic {
        Check.notNegative("cyclic: baseRate", baseRate);
        Check.notNegative("cyclic: maxRate", maxRate);
        if (maxRate < baseRate) {
            throw new IllegalArgumentException(
                    "cyclic: maxRate must be at least baseRate = " + baseRate + ", got " + maxRate);
        }
        Check.atLeast("cyclic: up", up, 1);
        Check.atLeast("cyclic: down", down, 1);
        if (up > Long.MAX_VALUE - down) {
            throw new IllegalArgumentException("cyclic: up + down must fit in a long, got " + up + " + " + down);
        }
        Check.notNegative("cyclic: gamma", gamma);
        Objects.requireNonNull(shape, "cyclic: shape is null");
    }

    /** As many steps down as up, always to the largest rate. */
    public Cyclic(double baseRate, double maxRate, long up) {
        this(baseRate, maxRate, up, up, Shape.TRIANGULAR, 1);
    }

    /** The same with another number of steps down. */
    public Cyclic down(long down) {
        return new Cyclic(baseRate, maxRate, up, down, shape, gamma);
    }

    /** The same with each cycle half as high as the one before. */
    public Cyclic halving() {
        return new Cyclic(baseRate, maxRate, up, down, Shape.HALVING, gamma);
    }

    /** The same with heights that fall by {@code gamma} in every step. */
    public Cyclic exponential(double gamma) {
        return new Cyclic(baseRate, maxRate, up, down, Shape.EXPONENTIAL, gamma);
    }

    @Override
    public double at(long step) {
        Steps.check(step);
        long length = up + down;
        long cycle = step / length;
        long since = step % length;
        double share = since <= up ? (double) since / up : (double) (length - since) / down;
        double height = switch (shape) {
            case TRIANGULAR -> 1;
            case HALVING -> Math.pow(0.5, cycle);
            case EXPONENTIAL -> Math.pow(gamma, step);
        };
        if (share == 0) {
            return baseRate; // even if the height overflows
        }
        double rate = baseRate + (maxRate - baseRate) * share * height;
        return height > 1 ? rate : Steps.between(baseRate, maxRate, share * height, rate);
    }
}
