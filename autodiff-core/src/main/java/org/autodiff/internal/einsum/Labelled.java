package org.autodiff.internal.einsum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.internal.gates.move.Views;
import org.autodiff.ndarray.Shape;

/**
 * A tensor whose axes have names. Loops, not streams: this is what an einsum of small tensors spends its time on.
 *
 * @param x the tensor
 * @param axes a letter for each axis
 */
public record Labelled(Tensor x, String axes) {

    // ---- sets of names: strings without repeated letters

    /** What is in both, in the first one's order. */
    public static String common(String a, String b) {
        return filter(a, b, true);
    }

    /** The first one without what is in the second. */
    public static String without(String a, String b) {
        return filter(a, b, false);
    }

    private static String filter(String a, String b, boolean in) {
        StringBuilder s = new StringBuilder(a.length());
        for (int i = 0; i < a.length(); i++) {
            if (b.indexOf(a.charAt(i)) >= 0 == in) {
                s.append(a.charAt(i));
            }
        }
        return s.length() == a.length() ? a : s.toString();
    }

    /** Each letter once, where it stood first. */
    public static String distinct(String letters) {
        StringBuilder s = new StringBuilder(letters.length());
        for (int i = 0; i < letters.length(); i++) {
            if (letters.indexOf(letters.charAt(i)) == i) {
                s.append(letters.charAt(i));
            }
        }
        return s.toString();
    }

    // ---- sizes

    private boolean has(char axis) {
        return axes.indexOf(axis) >= 0;
    }

    public int dim(char axis) {
        return x.shape().dim(axes.indexOf(axis));
    }

    /** How many elements some of the axes have; those it does not have count as 1. */
    public int sizeOf(String some) {
        int size = 1;
        for (int i = 0; i < some.length(); i++) {
            size *= has(some.charAt(i)) ? dim(some.charAt(i)) : 1;
        }
        return size;
    }

    /** The same, but an empty axis counts as 1: what must not exceed an int, so that axes can be made one. */
    public double extent(String some) {
        double size = 1;
        for (int i = 0; i < some.length(); i++) {
            size *= has(some.charAt(i)) ? Math.max(1, dim(some.charAt(i))) : 1;
        }
        return size;
    }

    /** The sizes of some axes: 1 for those it does not have, nothing for the first of these. */
    public Shape shape(String some) {
        int[] dims = new int[some.length()];
        int n = 0;
        for (int i = 0; i < some.length(); i++) {
            if (has(some.charAt(i)) || n > 0) {
                dims[n++] = has(some.charAt(i)) ? dim(some.charAt(i)) : 1;
            }
        }
        return Shape.of(Arrays.copyOf(dims, n));
    }

    // ---- moves, none of which costs anything where there is nothing to do

    /** The diagonal of axes that have the same name: each name once, in the order of their first axes. */
    public Labelled diagonal() {
        String each = distinct(axes);
        if (each.length() == axes.length()) {
            return this;
        }
        int[] strides = x.shape().strides();
        List<Integer> steps = new ArrayList<>();
        for (char c : each.toCharArray()) {
            int step = 0;
            for (int i = 0; i < strides.length; i++) {
                step += axes.charAt(i) == c ? strides[i] : 0;
            }
            steps.add(step);
        }
        return new Labelled(new Views.View(x.shape(), 0, List.copyOf(steps), shape(each)).on(x), each);
    }

    /** Summed over the axes that are not to be kept. */
    public Labelled sumTo(String kept) {
        if (kept.equals(axes)) {
            return this;
        }
        int[] summed = new int[axes.length()];
        int n = 0;
        for (int i = 0; i < axes.length(); i++) {
            if (kept.indexOf(axes.charAt(i)) < 0 && x.shape().dim(i) != 1) {
                summed[n++] = i;
            }
        }
        Tensor y = n == 0 ? x : x.sum(true, Arrays.copyOf(summed, n));
        String rest = common(axes, kept);
        return new Labelled(y.reshape(shape(rest)), rest);
    }

    /** With its axes in another order. */
    public Labelled inOrder(String order) {
        if (order.equals(axes)) {
            return this;
        }
        if (longOnes(axes).equals(longOnes(order))) { // then elements stay where they are
            return new Labelled(x.reshape(shape(order)), order);
        }
        int[] from = new int[order.length()];
        Arrays.setAll(from, i -> axes.indexOf(order.charAt(i)));
        return new Labelled(x.permute(from), order);
    }

    private String longOnes(String some) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < some.length(); i++) {
            if (dim(some.charAt(i)) != 1) {
                s.append(some.charAt(i));
            }
        }
        return s.toString();
    }

    /** With axes of size 1 for those it does not have, so that it broadcasts to all of them; in the order given. */
    public Tensor alignedTo(String all) {
        return inOrder(common(all, axes)).x.reshape(shape(all));
    }
}
