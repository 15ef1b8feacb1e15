package org.autodiff.sparse;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Star colouring, greedily: a vertex gets the first colour that no neighbour has and with which no path of four
 * vertices has two colours only. Two colours then meet in stars: around a hub, all of one colour, stand vertices of the
 * other. It is decided per colour, not per path: each vertex knows how many neighbours it has of each colour, and which
 * colours a further neighbour must not have.
 */
final class StarColoring {
    private final SparsityPattern graph;
    private final int[] colors;

    /** For each vertex and colour how many neighbours have it, as far as counted. */
    private final int[][] counts;

    /**
     * For each coloured vertex w the colours of neighbours that are hubs of w's colour: a further neighbour with one of
     * them would close a path.
     */
    private final BitSet[] hubs;

    private StarColoring(SparsityPattern graph) {
        this.graph = graph;
        int n = graph.rows();
        colors = new int[n];
        counts = new int[n][];
        hubs = new BitSet[n];
    }

    /** For each column its colour, from 1 on; 0 if it has no entries. */
    static int[] color(SparsityPattern p, Coloring.Order order) {
        requireSymmetric(p);
        StarColoring coloring = new StarColoring(p);
        for (int v : Orders.ofColumns(p, order)) {
            if (p.degree(v) > 0) {
                coloring.color(v);
            }
        }
        return coloring.colors;
    }

    static void requireSymmetric(SparsityPattern p) {
        if (!p.isSymmetric()) {
            throw new IllegalArgumentException("coloring: a pattern of " + PatternText.summary(p)
                    + " is not symmetric: use columns, rows or mixed");
        }
    }

    private void color(int v) {
        BitSet taken = new BitSet();
        taken.set(0);
        for (int k = graph.start(v); k < graph.start(v + 1); k++) {
            int w = graph.column(k);
            if (w == v || colors[w] == 0) {
                continue;
            }
            taken.set(colors[w]);
            if (count(v, colors[w]) > 1) { // v would be between two of this colour: it must not meet its own behind
                for (int c = 1; counts[w] != null && c < counts[w].length; c++) {
                    if (counts[w][c] > 0) {
                        taken.set(c);
                    }
                }
            } else if (hubs[w] != null) {
                taken.or(hubs[w]);
            }
        }
        int color = taken.nextClearBit(0);
        colors[v] = color;
        for (int k = graph.start(v); k < graph.start(v + 1); k++) {
            int w = graph.column(k);
            if (w == v) {
                continue;
            }
            if (raise(w, color) == 2 && colors[w] > 0) {
                tellOfHub(w, color);
            } else if (count(w, color) > 2 && colors[w] > 0) {
                addHub(v, colors[w]);
            }
        }
        // Neighbours were counted while v had no colour: of those that are several alike, v is the hub now.
        for (int c = 1; counts[v] != null && c < counts[v].length; c++) {
            if (counts[v][c] > 1) {
                tellOfHub(v, c);
            }
        }
    }

    /** The neighbours of a color are told that a vertex is the hub between them. */
    private void tellOfHub(int hub, int color) {
        for (int k = graph.start(hub); k < graph.start(hub + 1); k++) {
            int y = graph.column(k);
            if (y != hub && colors[y] == color) {
                addHub(y, colors[hub]);
            }
        }
    }

    private void addHub(int vertex, int color) {
        if (hubs[vertex] == null) {
            hubs[vertex] = new BitSet();
        }
        hubs[vertex].set(color);
    }

    private int count(int vertex, int color) {
        return counts[vertex] == null || counts[vertex].length <= color ? 0 : counts[vertex][color];
    }

    private int raise(int vertex, int color) {
        int[] known = counts[vertex];
        if (known == null || known.length <= color) {
            counts[vertex] = known == null ? new int[Math.max(4, color + 1)] : Arrays.copyOf(known, 2 * color + 1);
        }
        return ++counts[vertex][color];
    }
}
