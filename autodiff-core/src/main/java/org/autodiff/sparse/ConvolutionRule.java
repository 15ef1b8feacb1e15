package org.autodiff.sparse;

import org.autodiff.gate.Gate;
import org.autodiff.internal.gates.conv.Convolution;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Window2d;

/**
 * Convolutions of pictures with filters, and the way back to the pictures: what a window sees at each of its places
 * says which elements belong together.
 */
final class ConvolutionRule {
    private final ElementSets sets;
    private final SparsityPattern.Zeros zeros;

    ConvolutionRule(ElementSets sets, SparsityPattern.Zeros zeros) {
        this.sets = sets;
        this.zeros = zeros;
    }

    /** The sets of the output; null if it is something else. */
    int[] apply(Gate gate, Traced[] inputs, Traced[] in, Shape output) {
        if (output.rank() != 4
                || inputs[0].shape().rank() != 4
                || inputs[1].shape().rank() != 4) {
            return null;
        }
        if (gate instanceof Convolution.Conv2d c) {
            return forward(new Sizes(inputs[0].shape(), inputs[1].shape(), c.groups(), c.window()), inputs, in);
        }
        if (gate instanceof Convolution.Conv2dInput c) {
            return back(new Sizes(output, inputs[1].shape(), c.groups(), c.window()), inputs, in);
        }
        return null;
    }

    /** How many of what there are, and where in the pictures the elements are that each window sees; -1: padding. */
    private static final class Sizes {
        final int pictures;
        final int channels;
        final int filters;
        final int groups;
        final int area; // of a window
        final int places;
        final int picture; // size of a channel
        final int[] seen; // (picture, channel, element of the window, place)

        Sizes(Shape x, Shape w, int groups, Window2d window) {
            pictures = x.dim(0);
            channels = x.dim(1);
            filters = w.dim(0);
            this.groups = groups;
            area = w.dim(2) * w.dim(3);
            places = window.places(x.dim(2), x.dim(3)).size();
            picture = x.dim(2) * x.dim(3);
            seen = Places.ints(Places.positions(x).add(1).unfold(window).sub(1));
        }

        int inGroup() {
            return channels / groups;
        }

        int filtersInGroup() {
            return filters / groups;
        }
    }

    private int[] forward(Sizes s, Traced[] inputs, Traced[] in) {
        int[] found = new int[s.pictures * s.filters * s.places];
        double[] weights = weights(inputs[1]);
        int terms = s.inGroup() * s.area; // of a filter
        int[] ofPicture = new int[terms];
        int[] ofFilter = new int[terms];
        for (int out = 0; out < found.length; out++) {
            int place = out % s.places;
            int o = out / s.places % s.filters;
            int n = out / s.places / s.filters;
            int first = (n * s.channels + o / s.filtersInGroup() * s.inGroup()) * s.area;
            int count = 0;
            for (int k = 0; k < terms; k++) {
                int at = s.seen[(first + k) * s.places + place];
                if (at >= 0 && (weights == null || weights[o * terms + k] != 0)) {
                    ofPicture[count] = at;
                    ofFilter[count++] = o * terms + k;
                }
            }
            found[out] = sets.union(union(in[0], ofPicture, count), union(in[1], ofFilter, count));
        }
        return found;
    }

    /** To each element that a window sees comes what the filters make of the results at its place. */
    private int[] back(Sizes s, Traced[] inputs, Traced[] in) {
        int[] came = new int[s.seen.length];
        double[] weights = weights(inputs[1]);
        int[] ofResults = new int[s.filtersInGroup()];
        int[] ofFilters = new int[s.filtersInGroup()];
        for (int i = 0; i < came.length; i++) {
            int place = i % s.places;
            int k = i / s.places % s.area;
            int channel = i / s.places / s.area % s.channels;
            int n = i / s.places / s.area / s.channels;
            int count = 0;
            for (int f = 0; f < s.filtersInGroup() && s.seen[i] >= 0; f++) {
                int o = channel / s.inGroup() * s.filtersInGroup() + f;
                int weight = (o * s.inGroup() + channel % s.inGroup()) * s.area + k;
                if (weights == null || weights[weight] != 0) {
                    ofResults[count] = (n * s.filters + o) * s.places + place;
                    ofFilters[count++] = weight;
                }
            }
            came[i] = sets.union(union(in[0], ofResults, count), union(in[1], ofFilters, count));
        }
        return Places.unions(sets, came, s.seen, s.pictures * s.channels * s.picture);
    }

    private int union(Traced t, int[] places, int count) {
        return t == null ? ElementSets.EMPTY : sets.unionOf(t.sets(), places, 0, count);
    }

    /** The weights, if a zero among them stays zero; else null. */
    private double[] weights(Traced filters) {
        return zeros == SparsityPattern.Zeros.STAY_ZERO && filters.constant()
                ? filters.value().toArray()
                : null;
    }
}
