package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.nn.MainClasses;
import org.autodiff.nn.Reference;
import org.autodiff.options.PNorm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trajectories of 25 steps against torch.optim: of a matrix and a vector, of which one row has gradient 0 throughout,
 * and of a vector in a steep, curved valley. The learning rate is halved on the way. See {@code optim.py}, which has
 * the same names.
 */
class TrajectoryTest {
    private static final Reference REFERENCE = Reference.load("optim");
    private static final int STEPS = 25;

    /** How to make the optimizer, and the learning rates of the two trajectories. */
    private record Case(BiFunction<List<ParameterGroup>, Double, Optimizer> make, double net, double valley) {
        Case(Rule rule, double net, double valley) {
            this((groups, rate) -> Optimizer.of(groups, rule, rate), net, valley);
        }

        Case clip(Clipping clipping) {
            return new Case((groups, rate) -> make.apply(groups, rate).clip(clipping), net, valley);
        }
    }

    private static final Map<String, Case> CASES = new LinkedHashMap<>();

    private static final Set<Class<?>> RULES = new HashSet<>();

    private static void put(String name, Rule rule, double net, double valley) {
        RULES.add(rule.getClass());
        CASES.put(name, new Case(rule, net, valley));
    }

    static {
        put("sgd", new Sgd(), 0.2, 0.01);
        put("sgd/decay", new Sgd().withWeightDecay(0.1), 0.2, 0.01);
        put("sgd/maximize", new Sgd().maximize().withWeightDecay(0.1), 0.05, 0.0001);
        put("momentum", new Momentum(0.9), 0.1, 0.002);
        put("momentum/dampening", new Momentum(0.9).dampening(0.4), 0.1, 0.004);
        put("momentum/dampening1", new Momentum(0.9).dampening(1), 0.1, 0.002);
        put("momentum/nesterov", new Momentum(0.8, true), 0.1, 0.002);
        put("momentum/decay", new Momentum(0.9).nesterov(true).withWeightDecay(0.05), 0.1, 0.002);
        put("adagrad", new AdaGrad(), 0.3, 0.2);
        put("adagrad/options", new AdaGrad().rateDecay(0.1).initial(0.2).eps(1e-3), 0.3, 0.2);
        put("adagrad/decay", new AdaGrad().withWeightDecay(0.1), 0.3, 0.2);
        put("rmsprop", new RmsProp(), 0.02, 0.01);
        put("rmsprop/alpha", new RmsProp().alpha(0.8).eps(1e-3), 0.05, 0.02);
        put("rmsprop/momentum", new RmsProp().momentum(0.7), 0.01, 0.005);
        put("rmsprop/centred", new RmsProp().centred(true).alpha(0.9).eps(1e-4), 0.02, 0.01);
        put("rmsprop/all", new RmsProp(0.95, 1e-2, 0.5, true).withWeightDecay(0.02), 0.02, 0.01);
        put("adadelta", new AdaDelta(), 1, 1);
        put("adadelta/options", new AdaDelta(0.7, 1e-3).withWeightDecay(0.05), 2, 0.5);
        put("adam", new Adam(), 0.05, 0.05);
        put("adam/options", new Adam(0.7, 0.9, 0.1), 0.2, 0.2);
        put("adam/beta1", new Adam(0, 0.5, 1e-3), 0.02, 0.02);
        put("adam/decay", new Adam().withWeightDecay(0.1), 0.05, 0.05);
        put("adam/amsgrad", new Adam(0.8, 0.6, 1e-8).amsgrad(true), 0.05, 0.05);
        put("adam/amsgrad/decay", new Adam(0.9, 0.9, 1e-8).amsgrad(true).withWeightDecay(0.2), 0.05, 0.05);
        put("adam/maximize", new Adam().maximize(), 0.05, 0.05);
        put("adam/uncorrected", new Adam(0.9, 0.99, 1e-6).biasCorrection(false), 0.02, 0.02);
        put("adamw", new AdamW(), 0.05, 0.05);
        put("adamw/options", new AdamW(new Adam(0.8, 0.95, 1e-4).amsgrad(true), 0.5), 0.05, 0.05);
        put("adamw/maximize", new AdamW(0.5).maximize(), 0.05, 0.05);
        put("nadam", new NAdam(), 0.05, 0.05);
        put("nadam/options", new NAdam(0.8, 0.95, 1e-4, 0.1), 0.05, 0.05);
        put("nadam/decay", new NAdam().withWeightDecay(0.1), 0.05, 0.05);
        put("nadam/decoupled", new NAdam().withDecoupledWeightDecay(0.1), 0.05, 0.05);
        put("radam", new RAdam(), 0.1, 0.01);
        put("radam/beta2", new RAdam(0.8, 0.9, 1e-4), 0.1, 0.01);
        put("radam/never", new RAdam(0.8, 0.6, 1e-8), 0.1, 0.002);
        put("radam/decay", new RAdam().withWeightDecay(0.1), 0.1, 0.01);
        put("radam/decoupled", new RAdam().withDecoupledWeightDecay(0.1), 0.1, 0.01);
        put("adamax", new Adamax(), 0.05, 0.05);
        put("adamax/options", new Adamax(0.8, 0.7, 1e-2).withWeightDecay(0.1), 0.05, 0.05);
        put("lion", new Lion(), 0.01, 0.01);
        put("lion/options", new Lion(0.5, 0.8).withDecoupledWeightDecay(0.3), 0.01, 0.01);
        put("classic", new ClassicMomentum(0.9), 0.1, 0.002);
        put("classic/nesterov", new ClassicMomentum(0.8, true), 0.1, 0.002);
        Case descent = new Case(new Sgd(), 0.2, 0.02);
        CASES.put("clip/value", descent.clip(Clipping.byValue(0.05)));
        CASES.put("clip/each", descent.clip(Clipping.byNorm(0.05)));
        CASES.put("clip/global", descent.clip(Clipping.byGlobalNorm(0.1)));
        CASES.put("clip/global1", descent.clip(Clipping.byGlobalNorm(0.1, PNorm.ONE)));
        CASES.put("clip/globalInf", new Case(new Adam(), 0.02, 0.02).clip(Clipping.byGlobalNorm(0.1, PNorm.MAX)));
        CASES.put("groups", new Case(TrajectoryTest::groups, 0.05, 0.05));
    }

    /** The second parameter without decay, at a quarter of the rate. */
    private static Optimizer groups(List<ParameterGroup> all, double rate) {
        List<ParameterGroup> own = all.stream()
                .map(g -> g.parameters().containsKey("b") ? g.rule(new Adam()).rateFactor(0.25) : g)
                .toList();
        return Optimizer.of(own, new AdamW(0.3), rate);
    }

    static Stream<String> names() {
        return CASES.keySet().stream();
    }

    @Test
    void everyCaseOfTheReferenceIsHere() {
        TreeSet<String> there = REFERENCE.names().stream()
                .map(name -> Arrays.asList(name.split("/")))
                .filter(parts -> parts.size() > 2)
                .map(parts -> String.join("/", parts.subList(0, parts.size() - 2)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(there, new TreeSet<>(CASES.keySet()));
    }

    @Test
    void noRuleIsForgotten() {
        Set<String> made = MainClasses.all().stream()
                .filter(c -> c.isAssignableTo(Rule.class) && !c.isInterface())
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
        assertEquals(made, RULES.stream().map(Class::getName).collect(Collectors.toSet()));
    }

    private static Parameter start(String name) {
        return Parameter.of(name, REFERENCE.array("start/" + name));
    }

    /** Each step recycles its memory, which the state of the rule must survive. */
    private static void assertFollows(String name, double rate, Supplier<Tensor> loss, Parameter... parameters) {
        List<ParameterGroup> groups = Arrays.stream(parameters)
                .map(p -> ParameterGroup.of(Map.of(p.name(), p)))
                .toList();
        Optimizer optimizer = CASES.get(name).make.apply(groups, rate);
        for (int step = 1; step <= STEPS; step++) {
            if (step == 13) {
                optimizer.setLearningRate(rate / 2);
            }
            Autodiff.step(() -> optimizer.step(loss.get().backward()));
            for (Parameter p : parameters) {
                String key = name + "/" + step + "/" + p.name();
                if (REFERENCE.names().contains(key)) {
                    REFERENCE.assertMatches(key, p, 1e-12);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void ofAMatrixAndAVector(String name) {
        Tensor x = REFERENCE.tensor("start/x");
        Tensor y = REFERENCE.tensor("start/y");
        Parameter w = start("w");
        Parameter b = start("b");
        Supplier<Tensor> loss = () -> x.matmul(w)
                .add(b)
                .tanh()
                .sub(y)
                .square()
                .mean()
                .add(b.mul(3).cos().sum().mul(0.1))
                .add(w.select(0, 0).dot(w.select(0, 2)).cos().mul(0.05));
        assertFollows(name, CASES.get(name).net, loss, w, b);
    }

    @ParameterizedTest
    @MethodSource("names")
    void inAValley(String name) {
        Parameter v = start("v");
        Supplier<Tensor> loss = () -> {
            Tensor across = v.select(0, 1).sub(v.select(0, 0).square());
            return v.select(0, 0).sub(1).square().div(2).add(across.square().mul(10));
        };
        assertFollows(name, CASES.get(name).valley, loss, v);
    }
}
