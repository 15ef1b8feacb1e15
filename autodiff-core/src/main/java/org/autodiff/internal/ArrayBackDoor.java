package org.autodiff.internal;

import java.util.function.Function;
import java.util.function.Supplier;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * What {@code org.autodiff.ndarray} lets the rest of core do: the other side of {@link ArrayAccess} and {@link Memory}.
 */
public interface ArrayBackDoor {
    double[] data(NdArray array);

    <T> T memo(NdArray array, Class<T> type, Function<NdArray, T> f);

    NdArray allocate(Shape shape);

    void beingComputed(NdArray array, boolean open);

    NdArray owned(Object owner, NdArray initial);

    NdArray overwrite(NdArray owned, NdArray values);

    NdArray rewrite(NdArray owned);

    boolean isThere(NdArray array);

    boolean isOwned(NdArray array);

    NdArray handOut(NdArray array);

    NdArray watched(NdArray array, Runnable onFirstRead);

    NdArray unwatched(NdArray array);

    NdArray unread(Shape shape, int which);

    void requireDeclared(NdArray array);

    NdArray oneOfBatch(Shape shape);

    NdArray shapeOnly(Shape shape);

    boolean isShapeOnly(NdArray array);

    Object identity(NdArray array);

    Memory.Scope openScope(boolean step);

    Memory.Scope currentScope();

    <T> T unscoped(Supplier<T> work);
}
