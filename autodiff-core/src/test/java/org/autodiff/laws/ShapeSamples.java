package org.autodiff.laws;

import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.internal.gates.move.Views;
import org.autodiff.laws.Sample.On;
import org.autodiff.ndarray.Shape;

/** Samples of the gates that read and write strided views. */
final class ShapeSamples {
    private ShapeSamples() {}

    static List<Sample> all() {
        return List.of(
                new Sample(Views.View.class, d -> {
                    Views.View view = view(d);
                    return new On(view, d.tensor(view.source()));
                }),
                new Sample(Views.AddView.class, d -> {
                    Views.View view = view(d);
                    Tensor x = d.tensor(view.shape());
                    return new On(new Views.AddView(view.source(), view.base(), view.strides(), view.shape()), x);
                }));
    }

    /** Any strides of which the view stays within the source: backwards, standing still, overlapping. */
    private static Views.View view(Draw d) {
        Shape shape = d.shapeOrEmpty(0, 3);
        List<Integer> strides =
                IntStream.range(0, shape.rank()).mapToObj(i -> d.integer(-2, 3)).toList();
        int below = 0;
        int above = 0;
        for (int i = 0; i < shape.rank() && shape.size() > 0; i++) {
            int reach = (shape.dim(i) - 1) * strides.get(i);
            below -= Math.min(reach, 0);
            above += Math.max(reach, 0);
        }
        int base = below + d.integer(0, 2);
        return new Views.View(Shape.of(base + above + 1 + d.integer(0, 2)), base, strides, shape);
    }
}
