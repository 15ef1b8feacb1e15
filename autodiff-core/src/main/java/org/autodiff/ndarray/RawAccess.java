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
        return new NdArray(shape, Arena.allocate(shape.size()));
    }

    @Override
    public NdArray owned(Object owner, NdArray initial) {
        Storage storage = new Storage(initial.toArray());
        storage.owner = owner;
        return new NdArray(initial.shape(), storage);
    }

    @Override
    public NdArray overwrite(NdArray owned, NdArray values) {
        Storage storage = owned.storage();
        double[] source = values.data();
        System.arraycopy(source, 0, storage.data, 0, values.size());
        storage.version++;
        return new NdArray(owned.shape(), storage);
    }

    @Override
    public NdArray unread(Object gate, Shape shape) {
        Storage storage = new Storage(null);
        storage.owner = gate;
        NdArray array = new NdArray(shape, storage);
        storage.version = Storage.UNDECLARED;
        return array;
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
