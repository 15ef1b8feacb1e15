package org.autodiff.nn.graph;

import org.autodiff.Tensor;

/** How what arrives at a node, or all nodes of a graph, become one; see {@link Segments}. */
public enum Aggregation {
    /** The sum; 0 of nothing. */
    SUM {
        @Override
        public Tensor of(Tensor values, Segments segments) {
            return segments.sum(values);
        }
    },

    /** The mean; 0 of nothing. */
    MEAN {
        @Override
        public Tensor of(Tensor values, Segments segments) {
            return segments.mean(values);
        }
    },

    /** The largest of each feature; 0 of nothing. */
    MAX {
        @Override
        public Tensor of(Tensor values, Segments segments) {
            return segments.max(values);
        }
    };

    /**
     * One row for each segment.
     *
     * @param values of shape {@code (rows, ...)}
     * @return of shape {@code (count, ...)}
     * @throws IllegalArgumentException if there are not as many rows as the segments divide
     */
    public abstract Tensor of(Tensor values, Segments segments);
}
