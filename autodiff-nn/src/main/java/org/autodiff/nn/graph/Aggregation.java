package org.autodiff.nn.graph;

import org.autodiff.Tensor;

/** How several rows become one: the messages that arrive at a node, or the nodes of a graph. See {@link Segments}. */
public enum Aggregation {
    /** The sum; 0 if there are no rows. */
    SUM {
        @Override
        public Tensor of(Tensor values, Segments segments) {
            return segments.sum(values);
        }
    },

    /** The mean; 0 if there are no rows. */
    MEAN {
        @Override
        public Tensor of(Tensor values, Segments segments) {
            return segments.mean(values);
        }
    },

    /** The largest of each feature; 0 if there are no rows. */
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
     * @throws IllegalArgumentException if the number of rows is not that of the segments
     */
    public abstract Tensor of(Tensor values, Segments segments);
}
