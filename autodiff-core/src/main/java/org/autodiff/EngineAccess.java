package org.autodiff;

import org.autodiff.internal.engine.FaceAccess;
import org.autodiff.internal.engine.Level;
import org.autodiff.internal.engine.Node;
import org.autodiff.ndarray.NdArray;

/** The other side of {@link FaceAccess}; the engine finds it by name. */
final class EngineAccess implements FaceAccess {
    @Override
    public Tensor make(NdArray value, Node node, Level level) {
        return new Tensor(value, node, level);
    }

    @Override
    public Iterable<Tensor> gradientsIn(Object result) {
        return result instanceof Gradients gradients ? gradients.all() : null;
    }
}
