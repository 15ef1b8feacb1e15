package org.autodiff.gate;

/**
 * What kind of map a gate is. One rule per kind, instead of one per gate, gives forward mode and, later, sparsity and
 * fusion; a gate for which its kind's rule is wrong overrides that rule.
 */
public enum Structure {
    /** Element {@code i} of the output depends on element {@code i} of each (broadcast) input only. */
    ELEMENTWISE,
    /**
     * Linear; copies elements to other places, or zeros: reshape, slice, gather. As an input that is not differentiable
     * stays what it is (an index), linear in those that are, all together.
     */
    MOVE,
    /** Linear likewise; adds elements along axes: sum. Forward mode treats it as {@link #MOVE}. */
    REDUCE,
    /** Linear in each of its inputs: matmul. */
    CONTRACT,
    /** Anything else: forward mode differentiates the backward rule instead. */
    OPAQUE
}
