package org.autodiff.internal.gates.reduce;

import java.util.Arrays;
import java.util.List;
import org.autodiff.gate.Kink;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** The kinks of gates along axes, from those of one vector. */
final class KinksAlongAxes {
    private KinksAlongAxes() {}

    /** Kinks of a gate along one axis as those of a gate along several: the vector stands on the first of them. */
    static List<Kink> of(Axes axes, Kink... ofVector) {
        if (axes.count() == 0) {
            return List.of();
        }
        int[] dims = new int[axes.get(axes.count() - 1) + 1];
        Arrays.fill(dims, 1);
        Shape ones = Shape.of(dims);
        return Arrays.stream(ofVector)
                .map(k -> new Kink(
                        k.where(),
                        stand(k.inputs(), ones, axes.get(0)),
                        stand(k.gradient(), ones, axes.get(0)),
                        stand(k.second(), ones, axes.get(0))))
                .toList();
    }

    private static List<NdArray> stand(List<NdArray> vectors, Shape ones, int axis) {
        return vectors.stream().map(v -> v.reshape(ones.with(axis, v.size()))).toList();
    }
}
