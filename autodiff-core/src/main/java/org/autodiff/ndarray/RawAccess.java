package org.autodiff.ndarray;

import java.util.function.Function;
import org.autodiff.internal.Raw;

/** What this package grants the rest of core, and nobody else: see {@link Raw}. */
final class RawAccess implements Raw.Access {
    static {
        Raw.install(new RawAccess());
    }

    @Override
    public double[] data(NdArray array) {
        return array.data();
    }

    @Override
    public <T> T memo(NdArray array, Class<T> type, Function<NdArray, T> f) {
        return array.memo(type, f);
    }

    @Override
    public NdArray allocate(Shape shape) {
        return Arena.allocate(shape);
    }

    @Override
    public NdArray owned(Object owner, NdArray initial) {
        return new NdArray(initial.shape(), initial.toArray(), Storage.ownedBy(owner));
    }

    @Override
    public NdArray overwrite(NdArray owned, NdArray values) {
        double[] target = owned.data();
        System.arraycopy(values.data(), 0, target, 0, values.size());
        owned.storage().version++;
        return new NdArray(owned.shape(), target, owned.storage());
    }

    @Override
    public NdArray unread(Shape shape, int which) {
        return NdArray.unread(shape, which);
    }

    @Override
    public Raw.Scope openScope(boolean step) {
        return Arena.open(step);
    }

    @Override
    public Raw.Scope currentScope() {
        return Arena.current();
    }
}
