package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.junit.jupiter.api.Test;

/** Which fields are read when a model is searched for parts. */
class FieldsTest {
    /** The names say which fields may hold a layer, a parameter or a buffer. */
    @SuppressWarnings({"rawtypes", "unused"})
    private static final class Holder<T extends Layer, U, N extends Number> {
        Layer yes1;
        Linear yes2;
        Parameter yes3;
        Tensor yes4; // a parameter is a tensor
        Buffer yes5;
        Object yes6;
        Layer[][] yes7;
        T yes8;
        U yes9;
        T[] yes10;
        List<Layer> yes11;
        List yes12;
        List<?> yes13;
        Map<String, ? extends Collection<Tensor>> yes14;
        Optional<Linear[]> yes15;
        Supplier<String> yes16; // a model may be a supplier
        Record yes17;
        ArrayList<Model> yes18;
        Set<Parameter>[] yes19;
        AtomicReference<Layer> yes20;
        Map.Entry<String, Layer> yes21;

        String no1;
        int no2;
        double[][] no3;
        String[] no4;
        N no5;
        List<String> no6;
        Map<String, List<Integer>> no7;
        Optional<? extends Number> no8;
        ArrayList<N> no9;
        Rng no10;
        List<String>[] no11;
        N[] no12;
        AtomicReference<String> no13;
        Map.Entry<String, Integer> no14;

        static Layer no15;
        transient Layer no16;
    }

    @Test
    void thoseThatMayHoldParts() {
        List<String> names =
                Fields.find(Holder.class).stream().map(Fields.Variable::name).toList();
        assertEquals(21, names.size());
        for (int i = 0; i < 21; i++) {
            assertEquals("yes" + (i + 1), names.get(i));
        }
    }

    private class Inner {
        Layer own;
    }

    /** The enclosing object does not count as a field; a captured variable does. */
    @Test
    void whatTheCompilerAdds() {
        assertEquals(1, Fields.find(Inner.class).size());
        Linear used = Linear.of(1, 1, Rng.of(1));
        Supplier<Tensor> anonymous = new Supplier<>() {
            @Override
            public Tensor get() {
                return used.parameters().get(0);
            }
        };
        List<Fields.Variable> found = Fields.find(anonymous.getClass());
        assertEquals(1, found.size());
        assertEquals("used", found.get(0).name());
        assertEquals(used, found.get(0).valueIn(anonymous));
    }

    /** The field in which an optional keeps its value is in a module that is not open. */
    @Test
    void thoseThatMayNotBeReadAreLeftOut() {
        assertEquals(List.of(), Fields.find(Optional.class));
    }
}
