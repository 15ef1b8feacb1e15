package org.autodiff.gradcheck.jqwik;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/** Provides {@code @ForAll Tensor}. jqwik finds it as a service; nobody else looks for services of that kind. */
public final class TensorProvider implements ArbitraryProvider {
    private static final int OPEN = -1;

    @Override
    public boolean canProvideFor(TypeUsage type) {
        return type.isOfType(Tensor.class);
    }

    @Override
    public Set<Arbitrary<?>> provideFor(TypeUsage type, SubtypeProvider subtypes) {
        TensorArbitrary tensors =
                type.findAnnotation(TensorOf.class).map(TensorProvider::of).orElseGet(TensorArbitraries::tensors);
        return Set.of(tensors);
    }

    private static TensorArbitrary of(TensorOf wanted) {
        TensorArbitrary tensors = shaped(wanted).in(wanted.domain());
        return wanted.awayFrom().length == 0 ? tensors : tensors.awayFrom(wanted.distance(), wanted.awayFrom());
    }

    private static TensorArbitrary shaped(TensorOf wanted) {
        TensorArbitrary tensors = TensorArbitraries.tensors();
        String shape = wanted.shape().strip();
        if (shape.equals(TensorOf.ANY)) {
            return tensors.ofRank(0, wanted.rank(), wanted.longest());
        }
        if (shape.isEmpty()) {
            return tensors.ofShape();
        }
        int[] dims = Arrays.stream(shape.split(","))
                .map(String::strip)
                .mapToInt(axis -> axis.equals("?") ? OPEN : size(axis, shape))
                .toArray();
        Arbitrary<Integer> open = Arbitraries.integers().between(1, wanted.longest());
        List<Arbitrary<Integer>> axes = Arrays.stream(dims)
                .mapToObj(d -> d == OPEN ? open : Arbitraries.just(d))
                .toList();
        Arbitrary<Shape> shapes = Combinators.combine(axes)
                .as(all -> Shape.of(all.stream().mapToInt(d -> d).toArray()));
        return tensors.ofShapes(shapes, smaller -> fits(smaller, dims));
    }

    private static boolean fits(Shape shape, int[] dims) {
        return shape.rank() == dims.length
                && IntStream.range(0, dims.length).allMatch(i -> dims[i] == OPEN || dims[i] == shape.dim(i));
    }

    private static int size(String axis, String shape) {
        try {
            int size = Integer.parseInt(axis);
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("@TensorOf: shape \"" + shape + "\": '" + axis
                + "' must be the size of an axis or '?', as in \"3,?\"; \"any\" for any shape");
    }
}
