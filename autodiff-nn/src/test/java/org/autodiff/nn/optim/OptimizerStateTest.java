package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.MainClasses;
import org.autodiff.nn.schedule.ReduceOnPlateau;
import org.autodiff.nn.schedule.Schedule;
import org.junit.jupiter.api.Test;

/** What is saved and loaded into a fresh optimizer continues bit by bit. */
class OptimizerStateTest {
    static final List<Rule> RULES = List.of(
            new Sgd(),
            new Sgd().maximize(),
            new Sgd().withWeightDecay(0.1),
            new Momentum(0.9),
            new Momentum(0.9).dampening(0.3),
            new Momentum(0.9, true).withWeightDecay(0.1).maximize(),
            new ClassicMomentum(0.9, true),
            new AdaGrad().rateDecay(0.1).initial(0.2),
            new RmsProp(),
            new RmsProp().centred(true).momentum(0.9),
            new AdaDelta(),
            new Adam(),
            new Adam().amsgrad(true),
            new Adam().biasCorrection(false),
            new AdamW(),
            new AdamW().amsgrad(true),
            new Adam().withWeightDecay(0.1).withDecoupledWeightDecay(0.2),
            new NAdam(),
            new RAdam(0.9, 0.9, 1e-8),
            new Adamax(),
            new Lion(),
            new Lion().withDecoupledWeightDecay(0.3));

    @Test
    void noRuleIsForgotten() {
        Set<String> tested = new HashSet<>();
        RULES.forEach(rule -> tested.add(rule.getClass().getName()));
        Set<String> made = MainClasses.all().stream()
                .filter(c -> c.isAssignableTo(Rule.class) && !c.isInterface())
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
        assertEquals(made, tested);
    }

    /** Two parameters in two groups, of which the second has no gradient in every third step. */
    private static final class Training {
        private final Parameter w = Parameter.of("w", Rng.of(1).normal(Shape.of(3, 2), 0, 1));
        private final Parameter b = Parameter.of("b", Rng.of(2).normal(Shape.of(2), 0, 1));
        private final Tensor x = Tensor.of(Rng.of(3).normal(Shape.of(5, 3), 0, 1));
        private final ReduceOnPlateau plateau =
                ReduceOnPlateau.builder(0.02).patience(0).factor(0.7).build();
        private final Optimizer optimizer;

        Training(Rule first, Rule second) {
            optimizer = Optimizer.of(
                            List.of(
                                    ParameterGroup.of(Map.of("w", w)).schedule(plateau),
                                    ParameterGroup.of(Map.of("b", b)).rule(second)),
                            first,
                            Schedule.exponential(0.05, 0.9))
                    .clip(Clipping.byGlobalNorm(0.5));
        }

        private Gradients gradients(int step) {
            Tensor y = x.matmul(w).tanh();
            return (step % 3 == 2 ? y : y.add(b)).square().mean().backward();
        }

        void run(int from, int to) {
            for (int i = from; i < to; i++) {
                int step = i;
                Autodiff.step(() -> {
                    optimizer.stepPresent(gradients(step));
                });
                plateau.observe(i % 2);
                if (i == 4) {
                    optimizer.setLearningRate(0.03);
                }
            }
        }

        List<double[]> all() {
            List<double[]> all = new ArrayList<>(List.of(w.toArray(), b.toArray()));
            optimizer.state().values().forEach(a -> all.add(a.toArray()));
            return all;
        }
    }

    private static void assertSame(List<double[]> expected, List<double[]> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i));
        }
    }

    @Property(tries = 150)
    void aResumedRunHasTheSameBits(
            @ForAll @IntRange(max = 21) int first,
            @ForAll @IntRange(max = 21) int second,
            @ForAll @IntRange(max = 10) int stop) {
        Rule one = RULES.get(first);
        Rule other = RULES.get(second);
        Training whole = new Training(one, other);
        whole.run(0, 12);

        Training stopped = new Training(one, other);
        stopped.run(0, stop);
        Training resumed = new Training(one, other);
        resumed.w.assign(stopped.w);
        resumed.b.assign(stopped.b);
        Map<String, NdArray> saved = stopped.optimizer.state();
        stopped.run(stop, 12); // what was saved stays as it was
        resumed.optimizer.load(saved);
        assertEquals(stop, resumed.optimizer.steps());
        resumed.run(stop, 12);
        assertSame(whole.all(), resumed.all());
        assertEquals(whole.optimizer.gradientNorm(), resumed.optimizer.gradientNorm());
        assertEquals(whole.optimizer.learningRate(), resumed.optimizer.learningRate());
    }

    @Test
    void everythingHasAName() {
        Training training = new Training(new Adam(), new Momentum(0.9));
        training.run(0, 6);
        Map<String, NdArray> state = training.optimizer.state();
        assertEquals(
                List.of(
                        "steps",
                        "learningRate",
                        "gradientNorm",
                        "groups.0.schedule.rate",
                        "groups.0.schedule.best",
                        "groups.0.schedule.bad",
                        "groups.0.schedule.cooldown",
                        "w.steps",
                        "w.mean",
                        "w.square",
                        "b.steps",
                        "b.velocity"),
                List.copyOf(state.keySet()));
        assertEquals(6, state.get("steps").item());
        assertEquals(6, state.get("w.steps").item());
        assertEquals(4, state.get("b.steps").item());
        assertEquals(0.03, state.get("learningRate").item());
        assertEquals(Shape.of(3, 2), state.get("w.mean").shape());
        assertThrows(UnsupportedOperationException.class, () -> state.remove("steps"));
    }

    @Test
    void aScheduleThatWasReplacedComesBack() {
        Training training = new Training(new Sgd(), new Sgd());
        training.run(0, 2);
        Map<String, NdArray> before = training.optimizer.state();
        double rate = training.optimizer.learningRate();
        training.optimizer.setLearningRate(7);
        training.optimizer.load(before);
        assertEquals(rate, training.optimizer.learningRate());
        assertEquals(0.05 * 0.9 * 0.9, rate, 1e-16);
    }

    @Test
    void oneMessageNamesAllThatDoesNotFitAndNothingHasChanged() {
        Training training = new Training(new Adam(), new Momentum(0.9));
        training.run(0, 6);
        List<double[]> before = training.all();
        Map<String, NdArray> state = new LinkedHashMap<>(training.optimizer.state());
        state.put("steps", NdArray.of(-1.0));
        state.remove("w.mean");
        state.put("w.square", NdArray.of(1, 2));
        state.put("b.steps", NdArray.of(0.5));
        state.put("b.mean", NdArray.of(1, 2));
        state.put("other", NdArray.of(1, 2));
        state.put("learningRate", NdArray.of(-3.0));
        state.remove("groups.0.schedule.best");
        state.put("groups.0.schedule.rate", NdArray.of(-4.0));
        String message = assertThrows(IllegalArgumentException.class, () -> training.optimizer.load(state))
                .getMessage();
        assertEquals(
                "optimizer: the state does not fit, and nothing has changed: missing 'w.mean'; unexpected 'b.mean',"
                        + " 'other'; 'w.square' is of shape (2), must be (3, 2); 'steps' is -1.0, must be a"
                        + " whole number"
                        + " from 0 to 2^53; 'learningRate' is -3.0, must be finite and at least 0; 'b.steps' is 0.5,"
                        + " must be a whole number from 0 to 2^53; in 'groups.0.schedule', reduceOnPlateau: the state"
                        + " does not fit, and nothing has changed: missing 'best'; 'rate' is -4.0, must be finite and"
                        + " at least 0",
                message);
        assertSame(before, training.all());
    }

    @Test
    void aScheduleIsTakenBackIfTheRestDoesNotFit() {
        Training training = new Training(new Adam(), new Momentum(0.9));
        Map<String, NdArray> state = new LinkedHashMap<>(training.optimizer.state());
        training.run(0, 6);
        List<double[]> before = training.all();
        state.remove("b.velocity");
        assertThrows(IllegalArgumentException.class, () -> training.optimizer.load(state));
        assertSame(before, training.all());
        assertThrows(NullPointerException.class, () -> training.optimizer.load(null));
    }

    @Test
    void aScheduleWithoutAStateHasNoEntries() {
        Parameter p = Parameter.of("p", NdArray.of(1));
        Optimizer optimizer = Optimizer.of(Map.of("p", p), new Sgd(), 0.1);
        Map<String, NdArray> state = new LinkedHashMap<>(optimizer.state());
        assertEquals(List.of("steps", "p.steps"), List.copyOf(state.keySet()));
        state.put("schedule.rate", NdArray.of(0.1));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> optimizer.load(state))
                .getMessage()
                .endsWith("unexpected 'schedule.rate'"));
    }

    @Test
    void savedAndLoadedWithinAStepThatRecycles() {
        Training training = new Training(new Adam(), new NAdam());
        training.run(0, 3);
        List<double[]> before = training.all();
        Map<String, NdArray> state = Autodiff.step(() -> training.optimizer.state());
        Training other = new Training(new Adam(), new NAdam());
        Autodiff.step(() -> {
            Map<String, NdArray> again = new LinkedHashMap<>();
            state.forEach((name, a) -> again.put(name, Tensor.of(a).mul(1).value()));
            other.optimizer.load(again);
        });
        Autodiff.step(() -> {
            Tensor.ones(Shape.of(3, 2)).mul(9); // would write over what is recycled
        });
        assertSame(before.subList(2, before.size()), other.all().subList(2, before.size()));
    }

    /** Remembers one number, under a name that the optimizer may use itself. */
    private record Remembers(String name) implements Rule {
        @Override
        public RuleState start(Shape shape) {
            return RuleState.empty().with(name, Tensor.zeros(shape));
        }

        @Override
        public Step at(Tensor t, Tensor learningRate) {
            return (parameter, gradient, state) -> new Update(parameter, state);
        }
    }

    @Test
    void entriesOfOneNameAreRefused() {
        Parameter p = Parameter.of("p", NdArray.of(1));
        Function<Runnable, String> message =
                made -> assertThrows(IllegalArgumentException.class, made::run).getMessage();
        String expected = "optimizer: two entries of its state are called '%s', one of parameter '%s': give it another"
                + " name, as ParameterGroup.prefix does, or the rule's memory";
        assertEquals(
                String.format(expected, "p.steps", "p"),
                message.apply(() -> Optimizer.of(Map.of("p", p), new Remembers("steps"), 0.1)));
        assertEquals(
                String.format(expected, "schedule.best", "schedule"),
                message.apply(
                        () -> Optimizer.of(Map.of("schedule", p), new Remembers("best"), ReduceOnPlateau.of(0.1))));
    }
}
