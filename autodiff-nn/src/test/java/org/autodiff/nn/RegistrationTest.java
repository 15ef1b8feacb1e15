package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Sgd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a model holds in a field must be registered; the first use names what is not. */
class RegistrationTest {
    private static final Tensor X = Tensor.of(new double[][] {{1, 2}});

    private static Linear linear() {
        return Linear.of(2, 2, Rng.of(1));
    }

    /** A model that is the identity: only its fields matter. */
    private abstract static class Net extends Layer {
        final Linear known = child("known", linear());

        @Override
        protected Tensor forward(Tensor x) {
            return x;
        }
    }

    private static String refused(Layer net) {
        return assertThrows(IllegalStateException.class, () -> net.apply(X)).getMessage();
    }

    private static void assertNames(Layer net, String... words) {
        String message = refused(net);
        for (String word : words) {
            assertTrue(message.contains(word), () -> "no " + word + " in: " + message);
        }
        assertFalse(message.contains("known"), message);
        assertEquals(message, refused(net)); // and again at every use
    }

    // ---- what is found

    private static final class WithLayer extends Net {
        private final Linear hidden = linear();
    }

    @Test
    void aLayerIsNamedWithWhatToWrite() {
        assertEquals(
                "withLayer: not registered, so neither trained, saved nor switched by train() and eval():"
                        + " field 'hidden' of WithLayer, Linear(2 -> 2): write child(\"hidden\", ...)."
                        + " A field that is not to be part of the model is declared transient",
                refused(new WithLayer()));
    }

    private static final class VAE extends Net {
        private final Linear hidden = linear();
    }

    @Test
    void anAcronymKeepsItsCapitals() {
        assertTrue(refused(new VAE()).startsWith("VAE: not registered"), refused(new VAE()));
    }

    private static final class WithParameter extends Net {
        private final Parameter scale = Parameter.of("s", NdArray.of(1, 2));
    }

    @Test
    void soIsAParameter() {
        assertNames(new WithParameter(), "field 'scale' of WithParameter, parameter 's'", "parameter(\"scale\", ...)");
    }

    private static final class WithBuffer extends Net {
        private final Buffer mean;

        WithBuffer(BatchNorm1d norm) {
            mean = norm.namedBuffers().get("runningMean");
        }
    }

    @Test
    void soIsABufferOfAnotherModel() {
        Sequential other = Sequential.of(BatchNorm1d.of(2));
        BatchNorm1d norm = (BatchNorm1d) other.layer(0);
        assertNames(
                new WithBuffer(norm), "field 'mean'", "buffer 'runningMean'", "'0' of Sequential", "buffer(\"mean\"");
    }

    private static final class WithDropout extends Net {
        private final Dropout dropout = Dropout.of(0.5, Rng.of(1));
    }

    @Test
    void aDropoutWouldDropInUse() {
        assertNames(new WithDropout(), "field 'dropout'");
    }

    private record NamedLayer(String name, Optional<Layer> layer) {}

    private static final class WithAnything extends Net {
        private final Object value;

        WithAnything(Object value) {
            this.value = value;
        }
    }

    private static UnaryOperator<Tensor> function(Layer layer) {
        return x -> layer.apply(x);
    }

    private static UnaryOperator<Tensor> function(UnaryOperator<Tensor> function) {
        return x -> function.apply(x);
    }

    private static UnaryOperator<Tensor> reference(Layer layer) {
        return layer::apply;
    }

    private static UnaryOperator<Tensor> anonymous(Layer layer) {
        return new UnaryOperator<>() {
            @Override
            public Tensor apply(Tensor x) {
                return layer.apply(x);
            }
        };
    }

    static Stream<Arguments> holders() {
        Map<Object, Object> map = new HashMap<>();
        map.put("a", List.of(Map.of("b", new Object[] {1, linear()})));
        List<Object> self = new ArrayList<>();
        self.add(self);
        self.add(linear());
        return Stream.<Object>of(
                        linear(),
                        new Layer[] {null, linear()},
                        new Layer[][] {{}, {linear()}},
                        List.of(linear()),
                        Map.of(linear(), 1),
                        map,
                        self,
                        Optional.of(linear()),
                        new NamedLayer("x", Optional.of(linear())),
                        Map.entry("a", linear()),
                        new AbstractMap.SimpleEntry<>(linear(), "a"),
                        new AtomicReference<>(linear()),
                        function(linear()),
                        List.of(reference(linear())),
                        new Object[] {anonymous(linear())},
                        function(function(linear())::apply))
                .map(holder -> Arguments.of((Object) holder)); // otherwise an array would be spread over the arguments
    }

    @ParameterizedTest
    @MethodSource("holders")
    void insideOfArraysCollectionsMapsRecordsReferencesAndFunctions(Object holder) {
        assertNames(new WithAnything(holder), "value", "Linear(2 -> 2)");
    }

    private static final class WithBlocks extends Net {
        private final List<Linear> blocks = List.of(linear(), linear());
        private final Map<String, Parameter> scales = Map.of("a", Parameter.of("s", NdArray.of(1)));
    }

    @Test
    void eachElementIsNamed() {
        assertNames(
                new WithBlocks(),
                "field 'blocks[0]' of WithBlocks, Linear(2 -> 2): write child(\"blocks0\", ...)",
                "field 'blocks[1]' of WithBlocks, Linear(2 -> 2): write child(\"blocks1\", ...)",
                "field 'scales[a]' of WithBlocks, parameter 's': write parameter(\"scalesa\", ...)");
    }

    private enum Side {
        LEFT
    }

    @Test
    void keysThatHaveAShortTextAreNamed() {
        Layer net = new WithAnything(Map.of(3, linear()));
        assertTrue(refused(net).contains("field 'value[3]'"), refused(net));
        net = new WithAnything(Map.of(Side.LEFT, linear()));
        assertTrue(refused(net).contains("field 'value[LEFT]'"), refused(net));
        net = new WithAnything(Map.of(new Object(), linear()));
        assertTrue(refused(net).contains("field 'value[]'"), refused(net));
    }

    @Test
    void veryManyAreCounted() {
        Layer[] many = Stream.generate(RegistrationTest::linear).limit(1000).toArray(Layer[]::new);
        String message = refused(new WithAnything(many));
        assertTrue(message.contains("; and 996 more. A field"), message);
        String four = refused(new WithAnything(java.util.Arrays.copyOf(many, 4)));
        assertTrue(four.contains("'value[3]'"), four);
        assertFalse(four.contains("more"), four);
    }

    private static class Base extends Net {
        private final Linear inherited = linear();
    }

    private static final class Derived extends Base {
        private final transient Linear inherited = linear();
    }

    @Test
    void inASuperclass() {
        assertNames(new Derived(), "field 'inherited' of Base");
    }

    @Test
    void inAVariableThatAnAnonymousClassUses() {
        Linear captured = linear();
        Layer net = new Layer() {
            @Override
            protected Tensor forward(Tensor x) {
                return captured.apply(x);
            }
        };
        assertNames(net, "'captured'", "child(\"captured\", ...)");
    }

    @Test
    void deepInTheTreeByItsPath() {
        Sequential model = Sequential.of(linear(), Sequential.of(new WithLayer()));
        assertTrue(refused(model).startsWith("1.0: not registered"), refused(model));
    }

    /** A model of two tensors that does not report its value. */
    private static final class Two extends Model {
        private final Linear a = child("a", linear());
        private final Linear b = linear();

        Tensor apply(Tensor x, Tensor y) {
            return a.apply(x).add(b.apply(y));
        }
    }

    @Test
    void aModelIsCheckedWhenAPartOfItIsUsed() {
        String message = assertThrows(IllegalStateException.class, () -> new Two().apply(X, X))
                .getMessage();
        assertTrue(message.startsWith("two: ") && message.contains("field 'b' of Two"), message);
    }

    private static final class Traced extends Model {
        private final Linear part = linear();

        Tensor apply(Tensor x) {
            return traced(x);
        }
    }

    @Test
    void orWhenItReportsItsValue() {
        assertThrows(IllegalStateException.class, () -> new Traced().apply(X));
    }

    private static final class Counting extends Layer {
        private int calls;
        private Layer head;

        @Override
        protected Tensor forward(Tensor x) {
            calls++;
            return x;
        }
    }

    @Test
    void nothingHasHappenedBefore() {
        Counting net = new Counting();
        net.head = linear();
        assertThrows(IllegalStateException.class, () -> net.apply(X));
        assertEquals(0, net.calls);
    }

    @Test
    void aFieldThatIsSetLaterIsFoundAfterTrainOrEval() {
        Counting net = new Counting();
        for (int i = 0; i < 5000; i++) {
            net.apply(X);
        }
        net.head = linear();
        net.eval();
        assertThrows(IllegalStateException.class, () -> net.apply(X));
    }

    @Test
    void andInTheEndWithout() {
        Counting net = new Counting();
        net.apply(X);
        net.head = linear();
        assertThrows(IllegalStateException.class, () -> {
            for (int i = 0; i < 100; i++) {
                net.apply(X);
            }
        });
    }

    /** Its constructor applies the first layers to find the size of the last one. */
    private static final class Measured extends Model {
        private final Linear features = child("features", linear());
        private final Linear head;

        Measured() {
            head = Linear.of(features.apply(X).shape().dim(-1), 1, Rng.of(1));
        }

        Tensor apply(Tensor x) {
            return head.apply(features.apply(x));
        }
    }

    @Test
    void aModelThatAppliedAPartOfItselfInItsConstructor() {
        assertThrows(IllegalStateException.class, () -> new Measured().apply(X));
    }

    /** The same of a layer: its own first use is checked, however often its parts were used before. */
    private static final class MeasuredLayer extends Layer {
        private final Linear features = child("features", linear());
        private final Linear head;

        MeasuredLayer() {
            Tensor x = X;
            for (int i = 0; i < 3; i++) {
                x = features.apply(x);
            }
            head = Linear.of(x.shape().dim(-1), 1, Rng.of(1));
        }

        @Override
        protected Tensor forward(Tensor x) {
            return head.apply(features.apply(x));
        }
    }

    @Test
    void aLayerThatAppliedAPartOfItselfInItsConstructor() {
        assertTrue(refused(new MeasuredLayer()).startsWith("measuredLayer: "));
    }

    @Test
    void anOptimizerOfNothingSaysWhy() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Optimizer.of(new Counting(), new Sgd(), 0.1))
                .getMessage();
        assertTrue(message.contains("child") && message.contains("parameter("), message);
    }

    // ---- another model's

    private static final class Teacher extends Net {}

    private static final class Student extends Layer {
        private final Linear borrowed;
        private final Parameter weight;

        Student(Linear borrowed, Parameter weight) {
            this.borrowed = borrowed;
            this.weight = weight;
        }

        @Override
        protected Tensor forward(Tensor x) {
            return x;
        }
    }

    @Test
    void whatAnotherModelOwnsIsNamedWithBoth() {
        Teacher teacher = new Teacher();
        String message = refused(new Student(teacher.known, teacher.parameters().get(0)));
        assertTrue(message.startsWith("student: "), message);
        assertTrue(
                message.contains("field 'borrowed' of Student, Linear(2 -> 2), which is 'known' of Teacher: write"
                        + " child(\"borrowed\", ...)"),
                message);
        assertTrue(
                message.contains("field 'weight' of Student, parameter 'known.weight' of Teacher: write"
                        + " parameter(\"weight\", ...)"),
                message);
    }

    // ---- what is not to be found

    private static final class Fine extends Layer {
        private final Linear first = child("another name", linear());
        private final Linear again = first;
        private final List<Layer> all = List.of(first, child("second", linear()));
        private final Parameter weight = first.namedParameters().get("weight");
        private final Parameter own = parameter("own", NdArray.of(1, 2));
        private final Parameter shared =
                parameter("shared", linear().parameters().get(0));
        private final Buffer buffer = buffer("buffer", NdArray.of(1));
        private final Layer relu = Activation.relu();
        private final transient Layer teacher = linear();
        private final transient Map<String, Parameter> parameters = linear().namedParameters();
        private static final Layer GLOBAL = linear();
        private final transient UnaryOperator<Tensor> target = linear()::apply;
        private final UnaryOperator<Tensor> function = Activation.relu()::apply;
        private final UnaryOperator<Tensor> twice = x -> function.apply(this.apply(x));
        private final int[][] numbers = {{1}};
        private final List<Integer> list = List.of(1);
        private final Tensor constant = Tensor.of(1);
        private Layer later;

        @Override
        protected Tensor forward(Tensor x) {
            if (later == null) {
                later = child("later", linear());
            }
            return later.apply(first.apply(x));
        }
    }

    @Test
    void whatIsRegisteredExcludedOrNeedsNoRegistration() {
        Fine net = new Fine();
        for (int i = 0; i < 10; i++) {
            net.apply(X);
        }
        assertEquals(8, net.parameters().size());
    }

    private static final class Reader extends Layer {
        private final Layer root; // the enclosing model
        private final Layer sibling;

        Reader(Layer root, Layer sibling) {
            this.root = root;
            this.sibling = sibling;
        }

        @Override
        protected Tensor forward(Tensor x) {
            return sibling.apply(x);
        }
    }

    private static final class Around extends Layer {
        private final Linear embed = child("embed", linear());
        private final Reader reader = child("reader", new Reader(this, embed));

        @Override
        protected Tensor forward(Tensor x) {
            return reader.apply(x);
        }
    }

    @Test
    void whatStandsElsewhereInTheTree() {
        assertEquals(X.shape(), new Around().apply(X).shape());
    }

    @Test
    void whatStandsInASecondTreeThatSharesTheModel() {
        Linear embed = linear();
        Reader reader = new Reader(null, embed);
        Sequential first = Sequential.of(reader);
        Sequential second = Sequential.of(reader, embed);
        assertEquals(X.shape(), second.apply(X).shape());
        assertEquals("0", reader.path());
        assertEquals(0, first.parameters().size());
    }

    @Test
    void aHolderThatIsNoModelIsNobodysBusiness() {
        class Trainer {
            final Layer model = linear();
            final Layer step = new Inner();

            class Inner extends Net {}
        }
        assertEquals(X, new Trainer().step.apply(X));
    }

    /** Cannot be searched. */
    private static final class Broken extends java.util.AbstractList<Layer> {
        @Override
        public Layer get(int index) {
            throw new java.util.ConcurrentModificationException();
        }

        @Override
        public int size() {
            return 3;
        }
    }

    private static final class WithBroken extends Net {
        private final Collection<Layer> broken = new Broken();
    }

    @Test
    void aCollectionThatCannotBeReadIsPassedOver() {
        assertEquals(X, new WithBroken().apply(X));
    }

    @Test
    void everyModelOfThisModuleRegistersWhatItHolds() {
        for (ModelSample sample : ModelSamples.all()) {
            ModelSample.Case made = sample.make(Rng.of(5));
            made.model().visit((path, part) -> Unregistered.check(part));
        }
        assertThrows(IllegalStateException.class, () -> Unregistered.check(new WithLayer()));
    }

    // ---- tied weights

    private static final class Tied extends Layer {
        private final Linear encoder = child("encoder", Linear.of(2, 3, Rng.of(1)));
        private final Parameter decoder =
                parameter("decoder", encoder.namedParameters().get("weight"));

        @Override
        protected Tensor forward(Tensor x) {
            return encoder.apply(x).matmul(decoder.transpose());
        }
    }

    @Test
    void aParameterOfAnotherModelIsSharedAndKeepsItsName() {
        Tied tied = new Tied();
        assertEquals("encoder.weight", tied.decoder.name());
        assertEquals(
                List.of("decoder", "encoder.bias"),
                List.copyOf(tied.namedParameters().keySet()));
        assertEquals(9, tied.parameterCount());
        Summary summary = tied.summary(X.shape());
        assertEquals(9, summary.parameters());
        assertEquals(
                9, summary.rows().stream().mapToLong(Summary.Row::parameters).sum());
        assertEquals(2, tied.fan(tied.decoder).in());
        Sequential outer = Sequential.of(tied);
        assertEquals("0.encoder.weight", tied.decoder.name());
        assertEquals(Shape.of(1, 2), outer.apply(X).shape());
    }

    private static final class Open extends Model {
        void share(String name, Parameter parameter) {
            parameter(name, parameter);
        }

        void buffer(String name) {
            buffer(name, NdArray.of(1));
        }

        Tensor pass(Tensor x) {
            return traced(x);
        }
    }

    @Test
    void theFanOfASharedParameterIsKnownWithoutItsOwner() {
        Linear owner = Linear.of(5, 3, Rng.of(1));
        Open model = new Open();
        model.share("weight", owner.parameters().get(0));
        assertEquals(5, model.fan(model.parameters().get(0)).in());
        Parameter without = Parameter.of("w", NdArray.of(1));
        new Open().share("w", without);
        model.share("other", without);
        assertThrows(IllegalArgumentException.class, () -> model.fan(without));
        assertEquals("w", without.name());
    }

    @Test
    void namesOfSharedParametersAndBuffersAreCheckedToo() {
        Open model = new Open();
        model.buffer("a");
        String message = "open: the name 'a' is used twice";
        Parameter free = Parameter.of("free", NdArray.of(1));
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> model.share("a", free))
                        .getMessage());
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> model.buffer("a"))
                        .getMessage());
        assertEquals(
                "open: a name is null",
                assertThrows(NullPointerException.class, () -> model.share(null, free))
                        .getMessage());
        assertEquals(
                "open: parameter 'b' is null",
                assertThrows(NullPointerException.class, () -> model.share("b", null))
                        .getMessage());
        assertEquals("free", free.name());
        assertEquals(X, model.pass(X));
    }

    @Test
    void aParameterThatIsNobodysBecomesTheModels() {
        Parameter free = Parameter.of("free", NdArray.of(1));
        Layer net = new Net() {
            {
                parameter("mine", free);
            }
        };
        assertEquals("mine", free.name());
        Sequential.of(net);
        assertEquals("0.mine", free.name());
    }
}
