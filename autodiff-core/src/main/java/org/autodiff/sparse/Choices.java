package org.autodiff.sparse;

import java.util.Arrays;
import java.util.function.Function;

/** Which order, and which kind of colouring, takes the fewest colours. */
final class Choices {
    private Choices() {}

    static int[] columns(SparsityPattern p) {
        return fewest(p, p.longestRow(), order -> GreedyColumns.color(p, order));
    }

    static int[] symmetric(SparsityPattern p) {
        return fewest(p, 1, order -> StarColoring.color(p, order));
    }

    /** Tries orders until one takes no more colours than there must be. */
    private static int[] fewest(SparsityPattern p, int least, Function<Coloring.Order, int[]> coloring) {
        int[] best = null;
        for (Coloring.Order order : Coloring.Order.values()) {
            if (order == Coloring.Order.SMALLEST_LAST && !Orders.isAffordable(p)) {
                break;
            }
            int[] colors = coloring.apply(order);
            best = best == null || most(colors) < most(best) ? colors : best;
            if (most(best) <= least) {
                break;
            }
        }
        return best;
    }

    private static int most(int[] colors) {
        return Arrays.stream(colors).max().orElse(0);
    }

    static Coloring best(SparsityPattern p) {
        int columns = p.longestRow(); // as many colours at least
        int rows = p.transpose().longestRow();
        RowSplit split = RowSplit.best(p);
        RowSplit across = RowSplit.best(p.transpose());
        int together = Math.min(split.estimate(), across.estimate());
        Coloring both = together < Math.min(columns, rows) ? mixed(p, split, across) : null;
        if (both != null && both.colors() < Math.min(columns, rows)) {
            return both;
        }
        Coloring first = columns <= rows ? Coloring.columns(p) : Coloring.rows(p);
        Coloring best = both == null || first.colors() <= both.colors() ? first : both;
        if (Math.max(columns, rows) < best.colors()) {
            Coloring second = columns <= rows ? Coloring.rows(p) : Coloring.columns(p);
            best = second.colors() < best.colors() ? second : best;
        }
        if (both == null && together < best.colors()) {
            both = mixed(p, split, across);
            best = both.colors() < best.colors() ? both : best;
        }
        return best;
    }

    static Coloring mixed(SparsityPattern p) {
        return mixed(p, RowSplit.best(p), RowSplit.best(p.transpose()));
    }

    private static Coloring mixed(SparsityPattern p, RowSplit split, RowSplit across) {
        if (across.estimate() < split.estimate()) {
            SparsityPattern t = p.transpose();
            return Coloring.of(Coloring.Kind.MIXED, p, across.rowColors(t), across.columnColors(t));
        }
        return Coloring.of(Coloring.Kind.MIXED, p, split.columnColors(p), split.rowColors(p));
    }
}
