package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.autodiff.Rng;
import org.autodiff.gradcheck.Coordinate.Status;

/**
 * The gradient at one place. Of a block that is not too large every element is judged. Of a larger one some are: those
 * with the largest claims, some with a claim of zero, and random ones; and before them directions in which all elements
 * move, each either way. A direction that is not right is divided until it names elements.
 */
final class FirstOrder {
    private static final int DIRECTIONS = 3;

    /** So many parts of the directions of a block are looked at. */
    private static final int MOST_PARTS = 60;

    private final Place place;
    private final int most;
    private final Rng rng;
    private final Runnable step;
    private final List<Coordinate> found = new ArrayList<>();

    /** Of each block that was sampled, an error in one element that would have been seen, relative to the largest. */
    private double power = Double.NaN;

    private int unseen;

    /**
     * Nothing is done yet.
     *
     * @param most how many elements of a block are judged one by one
     * @param step runs after each
     */
    FirstOrder(Place place, int most, Rng rng, Runnable step) {
        this.place = place;
        this.most = most;
        this.rng = rng;
        this.step = step;
    }

    /** How many elements and directions of some blocks are judged. */
    static int steps(List<Block> blocks, int most) {
        return blocks.stream()
                .mapToInt(b -> b.size() <= most ? b.size() : most + DIRECTIONS)
                .sum();
    }

    /** Judges. */
    List<Coordinate> run() {
        List<Block> blocks = place.subject().blocks();
        for (int b = 0; b < blocks.size(); b++) {
            Block block = blocks.get(b);
            if (block.size() > most) {
                unseen += block.size() - most;
                directions(block, b);
            }
            for (int element : chosen(b, block.size())) {
                if (found.stream().noneMatch(isElement(block, element))) {
                    found.addAll(List.of(place.judge(block, b, element)));
                }
                step.run();
            }
        }
        return found;
    }

    private static Predicate<Coordinate> isElement(Block block, int element) {
        return c -> c.index() == element && c.block().equals(block.name());
    }

    /** How many elements were not judged one by one. */
    int unseen() {
        return unseen;
    }

    /** The error of one element, relative to the largest of its block, that no direction would have missed. */
    double power() {
        return power;
    }

    // ---- which elements

    private int[] chosen(int block, int size) {
        if (size <= most) {
            return IntStream.range(0, size).toArray();
        }
        int[] random = rng.permutation(size);
        double[] claims = IntStream.range(0, size)
                .mapToDouble(i -> place.largest(block, i))
                .toArray();
        IntStream largest = Arrays.stream(random)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -claims[i]))
                .limit((most + 2) / 3)
                .mapToInt(i -> i);
        IntStream zeros = Arrays.stream(random).filter(i -> claims[i] == 0).limit(most / 3);
        return IntStream.concat(IntStream.concat(largest, zeros), Arrays.stream(random))
                .distinct()
                .limit(most)
                .sorted()
                .toArray();
    }

    // ---- directions

    private void directions(Block block, int b) {
        for (int k = 1; k <= DIRECTIONS; k++) {
            double[][] direction = ProbeDirection.signs(place.at(), b, rng);
            String name = block.name() + " along random direction " + k;
            Coordinate[] judged = place.judge(block.name(), name, direction);
            step.run();
            Division division = new Division(block, b, direction, name);
            List<Coordinate> parts = isClear(judged) ? List.of() : division.of(0, block.size());
            if (isRight(judged)) {
                notePower(judged, direction, b);
                parts = parts.stream().filter(c -> c.status().isWrong()).toList();
            }
            boolean itself = parts.isEmpty() && (isRight(judged) || !division.isOnlyTogether(judged));
            found.addAll(itself ? List.of(judged) : parts);
            if (found.stream().anyMatch(c -> c.status().isWrong())) {
                return; // one direction names them all
            }
        }
    }

    private static boolean isRight(Coordinate[] judged) {
        return Arrays.stream(judged).allMatch(c -> c.status() == Status.PASS);
    }

    /** Right, and without a difference that one wrong element would explain, too small beside all others. */
    private static boolean isClear(Coordinate[] judged) {
        return isRight(judged) && Arrays.stream(judged).noneMatch(Judge::isSuspect);
    }

    private void notePower(Coordinate[] judged, double[][] direction, int b) {
        for (int row = 0; row < judged.length; row++) {
            double largest = 0;
            for (int i = 0; i < direction[b].length; i++) {
                largest = Math.max(largest, Math.abs(place.claim(row, b, i) * direction[b][i]));
            }
            if (largest > 0) {
                power = Math.max(Double.isNaN(power) ? 0 : power, Judge.threshold(judged[row]) / largest);
            }
        }
    }

    /** Divides a direction that is not right. */
    private final class Division {
        private final Block block;
        private final int b;
        private final double[][] direction;
        private final String name;
        private int parts;

        Division(Block block, int b, double[][] direction, String name) {
            this.block = block;
            this.b = b;
            this.direction = direction;
            this.name = name;
        }

        /** What is not right in a range of elements; empty if neither half shows it. */
        List<Coordinate> of(int from, int to) {
            List<Coordinate> wrong = new ArrayList<>();
            if (to - from == 1) {
                return List.of(place.judge(block, b, from));
            }
            int middle = (from + to) >>> 1;
            for (int[] half : new int[][] {{from, middle}, {middle, to}}) {
                if (parts++ >= MOST_PARTS) {
                    return wrong;
                }
                Coordinate[] judged = half[1] - half[0] == 1
                        ? place.judge(block, b, half[0])
                        : place.judge(
                                block.name(), name + ", elements " + half[0] + " to " + (half[1] - 1), part(half));
                if (isClear(judged)) {
                    continue;
                }
                List<Coordinate> inside = half[1] - half[0] == 1 ? List.of(judged) : of(half[0], half[1]);
                wrong.addAll(inside.isEmpty() && !isOnlyTogether(judged) ? List.of(judged) : inside);
            }
            return wrong;
        }

        /** Whether parts are undecided together, of which each by itself is right. */
        boolean isOnlyTogether(Coordinate[] judged) {
            return parts < MOST_PARTS
                    && Arrays.stream(judged).noneMatch(c -> c.status().isWrong());
        }

        private double[][] part(int[] range) {
            double[][] part = ProbeDirection.zeros(direction);
            System.arraycopy(direction[b], range[0], part[b], range[0], range[1] - range[0]);
            return part;
        }
    }
}
