package org.autodiff.gradcheck;

import java.util.Arrays;
import org.autodiff.Tensor;

/** Several tensors as one vector. */
final class Flat {
    private Flat() {}

    static Tensor of(Tensor... parts) {
        return Tensor.concat(0, Arrays.stream(parts).map(t -> t.reshape(-1)).toArray(Tensor[]::new));
    }
}
