package org.autodiff;

import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.internal.gates.Views;
import org.autodiff.ndarray.Shape;

/**
 * A tensor whose axes have names.
 *
 * @param x the tensor
 * @param axes a letter for each axis
 */
record Labelled(Tensor x, String axes) {

    int dim(char axis) {
        return x.shape().dim(axes.indexOf(axis));
    }

    /** How many elements some of the axes have; those it does not have count as 1. */
    int sizeOf(String some) {
        return some.chars()
                .map(c -> axes.indexOf(c) < 0 ? 1 : dim((char) c))
                .reduce(1, (a, b) -> a * b);
    }

    /** The same, but an empty axis counts as 1: what must not exceed an int, so that axes can be made one. */
    double extent(String some) {
        return some.chars()
                .filter(c -> axes.indexOf(c) >= 0)
                .mapToDouble(c -> Math.max(1, dim((char) c)))
                .reduce(1, (a, b) -> a * b);
    }

    /** What is in both, in the first one's order. */
    static String common(String a, String b) {
        return filter(a, b, true);
    }

    /** The first one without what is in the second. */
    static String without(String a, String b) {
        return filter(a, b, false);
    }

    private static String filter(String a, String b, boolean in) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < a.length(); i++) {
            if (b.indexOf(a.charAt(i)) >= 0 == in) {
                s.append(a.charAt(i));
            }
        }
        return s.toString();
    }

    // ---- moves, none of which costs anything where there is nothing to do

    /** The diagonal of axes that have the same name: each name once, in the order of their first axes. */
    Labelled diagonal() {
        StringBuilder each = new StringBuilder();
        axes.chars().distinct().forEach(c -> each.append((char) c));
        if (each.length() == axes.length()) {
            return this;
        }
        int[] strides = x.shape().strides();
        List<Integer> steps = each.chars()
                .map(c -> IntStream.range(0, strides.length)
                        .filter(i -> axes.charAt(i) == c)
                        .map(i -> strides[i])
                        .sum())
                .boxed()
                .toList();
        Shape shape = Shape.of(each.chars().map(c -> dim((char) c)).toArray());
        return new Labelled(new Views.View(x.shape(), 0, steps, shape).on(x), each.toString());
    }

    /** Summed over the axes that are not to be kept. */
    Labelled sumTo(String kept) {
        String rest = common(axes, kept);
        int[] summed = IntStream.range(0, axes.length())
                .filter(i -> kept.indexOf(axes.charAt(i)) < 0 && x.shape().dim(i) != 1)
                .toArray();
        Tensor y = summed.length == 0 ? x : x.sum(true, summed);
        return new Labelled(y.reshape(shape(rest)), rest);
    }

    /** With its axes in another order. */
    Labelled inOrder(String order) {
        if (order.equals(axes)) {
            return this;
        }
        Tensor y = longOnes(axes).equals(longOnes(order)) // then elements stay where they are
                ? x.reshape(shape(order))
                : x.permute(order.chars().map(axes::indexOf).toArray());
        return new Labelled(y, order);
    }

    private String longOnes(String some) {
        StringBuilder s = new StringBuilder();
        some.chars().filter(c -> dim((char) c) != 1).forEach(c -> s.append((char) c));
        return s.toString();
    }

    /** With axes of size 1 for those it does not have, so that it broadcasts to all of them; in the order given. */
    Tensor alignedTo(String all) {
        return inOrder(common(all, axes)).x.reshape(shape(all));
    }

    /** The sizes of some axes: 1 for those it does not have, nothing for the first of these. */
    Shape shape(String some) {
        int[] dims = some.chars()
                .dropWhile(c -> axes.indexOf(c) < 0)
                .map(c -> axes.indexOf(c) < 0 ? 1 : dim((char) c))
                .toArray();
        return Shape.of(dims);
    }
}
