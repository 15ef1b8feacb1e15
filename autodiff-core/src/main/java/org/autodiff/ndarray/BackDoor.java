package org.autodiff.ndarray;

import java.util.function.Function;
import java.util.function.Supplier;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.ArrayBackDoor;
import org.autodiff.internal.Memory;

/** What this package grants the rest of core, and nobody else: see {@link ArrayAccess}. */
final class BackDoor implements ArrayBackDoor {
    static {
        ArrayAccess.install(new BackDoor());
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
    public void beingComputed(NdArray array, boolean open) {
        array.beingComputed(open);
    }

    @Override
    public NdArray owned(Object owner, NdArray initial) {
        return new NdArray(initial.shape(), initial.toArray(), Storage.ownedBy(owner));
    }

    @Override
    public NdArray overwrite(NdArray owned, NdArray values) {
        double[] source = values.data();
        NdArray written = rewrite(owned);
        System.arraycopy(source, 0, written.data(), 0, values.size());
        return written;
    }

    @Override
    public NdArray rewrite(NdArray owned) {
        Storage storage = owned.storage();
        double[] target = storage.handedOut ? new double[owned.size()] : owned.data();
        storage.handedOut = false;
        storage.version++;
        return new NdArray(owned.shape(), target, storage);
    }

    @Override
    public boolean isThere(NdArray array) {
        return array.isThere();
    }

    @Override
    public boolean isOwned(NdArray array) {
        return array.storage() != null && array.storage().owner != null;
    }

    @Override
    public NdArray handOut(NdArray array) {
        return array.handOut();
    }

    @Override
    public NdArray watched(NdArray array, Runnable onFirstRead) {
        return array.watched(onFirstRead);
    }

    @Override
    public NdArray unwatched(NdArray array) {
        return array.unwatched();
    }

    @Override
    public NdArray unread(Shape shape, int which) {
        return NdArray.unread(shape, which);
    }

    @Override
    public void requireDeclared(NdArray array) {
        if (array.storage() == Storage.UNREAD) {
            array.data();
        }
    }

    @Override
    public NdArray oneOfBatch(Shape shape) {
        return new NdArray(shape, null, Storage.BATCH);
    }

    @Override
    public NdArray shapeOnly(Shape shape) {
        return NdArray.shapeOnly(shape);
    }

    @Override
    public boolean isShapeOnly(NdArray array) {
        return array.storage() != null && array.storage().isShapeOnly();
    }

    @Override
    public Object identity(NdArray array) {
        return array.identity();
    }

    @Override
    public Memory.Scope openScope(boolean step) {
        return Arena.open(step);
    }

    @Override
    public Memory.Scope currentScope() {
        return Arena.current();
    }

    @Override
    public <T> T unscoped(Supplier<T> work) {
        return Arena.unscoped(work);
    }
}
