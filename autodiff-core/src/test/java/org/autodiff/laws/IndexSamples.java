package org.autodiff.laws;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.internal.gates.elementwise.Arithmetic;
import org.autodiff.internal.gates.move.IndexSelection;
import org.autodiff.internal.gates.move.Indexing;
import org.autodiff.internal.gates.reduce.Order;
import org.autodiff.laws.Sample.On;
import org.autodiff.ndarray.Shape;

/** Samples of the gates of selections by indices, and order. */
final class IndexSamples {
    private IndexSamples() {}

    static List<Sample> all() {
        return List.of(
                new Sample(IndexSelection.IndexSelect.class, d -> {
                    Shape x = d.shape(1, 3);
                    int axis = d.integer(0, x.rank() - 1);
                    return new On(
                            new IndexSelection.IndexSelect(axis),
                            d.tensor(x),
                            indices(d, d.shapeOrEmpty(0, 2), x, axis));
                }),
                new Sample(IndexSelection.IndexAdd.class, d -> {
                    Shape target = d.shape(1, 3);
                    int axis = d.integer(0, target.rank() - 1);
                    Tensor index = indices(d, d.shapeOrEmpty(0, 2), target, axis);
                    Shape source = target.dropLast(target.rank() - axis)
                            .concat(index.shape())
                            .concat(target.dropFirst(axis + 1));
                    return new On(new IndexSelection.IndexAdd(target, axis), d.tensor(source), index);
                }),
                new Sample(Indexing.Gather.class, d -> {
                    Shape x = d.shape(1, 3);
                    int axis = d.integer(0, x.rank() - 1);
                    Tensor index = indices(d, x.with(axis, d.integer(0, 3)), x, axis);
                    return new On(new Indexing.Gather(axis), d.tensor(x), index);
                }),
                new Sample(Indexing.ScatterAdd.class, d -> {
                    Shape target = d.shape(1, 3);
                    int axis = d.integer(0, target.rank() - 1);
                    Tensor index = indices(d, target.with(axis, d.integer(0, 3)), target, axis);
                    return new On(new Indexing.ScatterAdd(target, axis), d.tensor(index.shape()), index);
                }),
                new Sample(Indexing.Scatter.class, d -> {
                    Shape target = d.shape(1, 3);
                    int axis = d.integer(0, target.rank() - 1);
                    Tensor index = indices(d, target.with(axis, d.integer(0, 3)), target, axis);
                    return new On(new Indexing.Scatter(axis), d.tensor(target), d.tensor(index.shape()), index);
                }),
                new Sample(Indexing.GatherLast.class, d -> {
                    Shape x = d.shape(1, 3);
                    int axis = d.integer(0, x.rank() - 1);
                    Tensor index = indices(d, x.with(axis, d.integer(0, 3)), x, axis);
                    return new On(new Indexing.GatherLast(axis), d.tensor(x), index);
                }),
                new Sample(Order.ArgSort.class, d -> {
                    Tensor x = d.anyNumbers(d.shapeOrEmpty(1, 3));
                    int axis = d.integer(0, x.rank() - 1);
                    int count = d.integer(0, x.shape().dim(axis));
                    return new On(new Order.ArgSort(axis, d.oneIn(2), count), x);
                }),
                new Sample(Order.ArgMax.class, d -> {
                    Tensor x = d.anyNumbers(d.shape(1, 3));
                    return new On(new Order.ArgMax(d.integer(0, x.rank() - 1), d.oneIn(2)), x);
                }),
                new Sample(Order.ArgCummax.class, d -> {
                    Tensor x = d.anyNumbers(d.shapeOrEmpty(1, 3));
                    return new On(new Order.ArgCummax(d.integer(0, x.rank() - 1), d.oneIn(2)), x);
                }),
                new Sample(Order.SearchSorted.class, d -> {
                    Shape rows = d.shapeOrEmpty(1, 3);
                    Shape shape = rows.rank() == 1 ? d.shapeOrEmpty(0, 3) : rows.with(-1, d.integer(0, 4));
                    Tensor values = d.integers(shape, -3, 3);
                    return new On(
                            new Order.SearchSorted(d.oneIn(2)),
                            d.integers(rows, -2, 2).sort(-1).detach(),
                            values);
                }),
                Samples.binary(new Arithmetic.Lerp(0.3), Draw::tensor, Draw::tensor),
                Samples.binary(new Arithmetic.Lerp(0.5), Draw::tensor, Draw::tensor));
    }

    private static Tensor indices(Draw d, Shape shape, Shape x, int axis) {
        return d.integers(shape, -x.dim(axis), x.dim(axis) - 1);
    }
}
