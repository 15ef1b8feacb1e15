package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Autodiff;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.loss.Mse;
import org.autodiff.tree.Tree;
import org.junit.jupiter.api.function.Executable;

/** A small network, two steps of learning with it, and what PyTorch computes for them. */
final class MamlNet {
    private MamlNet() {}

    static final double CLOSE = 1e-14;

    static final Tensor SUPPORT_X = Tensor.of(new double[][] {{1, 0.5}, {-0.5, 2}, {0.25, -1}});
    static final Tensor SUPPORT_Y = Tensor.of(new double[][] {{0.7}, {-0.2}, {0.4}});
    static final Tensor QUERY_X = Tensor.of(new double[][] {{0.1, 0.9}, {-1.5, 0.3}});
    static final Tensor QUERY_Y = Tensor.of(new double[][] {{0.3}, {-0.6}});

    /** The network of {@code src/test/python/maml.py}. */
    static Layer net() {
        Layer net = Sequential.of(Linear.of(2, 3, Rng.of(1)), Activation.tanh(), Linear.of(3, 1, Rng.of(2)));
        Map<String, Parameter> p = net.namedParameters();
        p.get("0.weight").assign(NdArray.of(new double[][] {{0.3, -0.2, 0.5}, {-0.4, 0.1, 0.7}}));
        p.get("0.bias").assign(NdArray.of(0.05, -0.1, 0.2));
        p.get("2.weight").assign(NdArray.of(new double[][] {{0.6}, {-0.3}, {0.8}}));
        p.get("2.bias").assign(NdArray.of(new double[] {0.1}));
        return net;
    }

    static Tensor support(Layer m) {
        return new Mse().apply(m.apply(SUPPORT_X), SUPPORT_Y);
    }

    static Tensor query(Layer m) {
        return new Mse().apply(m.apply(QUERY_X), QUERY_Y);
    }

    /** Parameters after steps of descent on the support loss, as functions of what the model has now. */
    static Map<String, Tensor> adapted(Layer model, int steps, Tensor rate) {
        Map<String, Tensor> now = model.parameterValues();
        for (int i = 0; i < steps; i++) {
            Map<String, Tensor> gradient = model.with(now, () -> Autodiff.grad(model, m -> support(m)));
            now = Tree.map((p, g) -> p.sub(g.mul(rate)), now, gradient);
        }
        return now;
    }

    static void assertClose(Map<String, double[]> expected, Map<String, Tensor> got) {
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(got.keySet()));
        expected.forEach((name, e) -> assertArrayEquals(e, got.get(name).toArray(), CLOSE, name));
    }

    static Map<String, double[]> byName(double[] w0, double[] b0, double[] w2, double[] b2) {
        Map<String, double[]> all = new LinkedHashMap<>();
        all.put("0.weight", w0);
        all.put("0.bias", b0);
        all.put("2.weight", w2);
        all.put("2.bias", b2);
        return all;
    }

    // ---- against PyTorch 2.14, torch.func, float64: src/test/python/maml.py

    static final Map<String, double[]> MAML_1 = byName(
            new double[] {
                -0.020685755356907292,
                0.011220064667992451,
                -0.029792935160267514,
                0.037565549783433162,
                -0.016772471421288692,
                0.036051959257885062
            },
            new double[] {0.049575251122324956, -0.025976563655046414, 0.046446639246956065},
            new double[] {-0.038686101747202863, 0.012401998867122474, 0.028311783848434267},
            new double[] {0.083432829167240208});

    static final Map<String, double[]> MAML_3 = byName(
            new double[] {
                0.026653407417746463,
                -0.014783395255878382,
                0.033563225604270129,
                -0.0070660409199185883,
                0.0010693431660300169,
                -0.014920487231993277
            },
            new double[] {-0.016360301029400379, 0.008263964319335626, -0.021204917826183084},
            new double[] {0.017823613412856248, -0.010904348078861696, 0.017195661784150194},
            new double[] {-0.023674039785592987});

    static final Map<String, double[]> FIRST_ORDER = byName(
            new double[] {
                -0.015150307284761374,
                0.0095386136505529549,
                -0.025297303312025291,
                0.054907796675776846,
                -0.029870358668951866,
                0.04057928280610261
            },
            new double[] {0.070248303660941869, -0.038779523232358518, 0.058047271360129965},
            new double[] {-0.044704194941351375, 0.0073138653263739653, 0.058966290847098576},
            new double[] {0.1279412589863968});

    static final Map<String, double[]> HESSIAN_PRODUCT = byName(
            new double[] {
                -0.62343952311949147,
                0.33715980910294885,
                -0.45006277762988117,
                0.38141960962949983,
                -0.48524784224176265,
                0.73634584279064352
            },
            new double[] {-1.2079399310501362, 0.5355384424107249, -1.6247055847183449},
            new double[] {-1.2712149595050461, 1.197153793609159, 0.77442822177768922},
            new double[] {-1.7402510403665374});

    /** Each parameter of some models, stacked along a new first axis. */
    static Map<String, Tensor> stacked(List<Layer> models) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (String name : models.get(0).namedParameters().keySet()) {
            all.put(
                    name,
                    Tensor.stack(
                            0,
                            models.stream()
                                    .map(m -> m.namedParameters().get(name))
                                    .toArray(Tensor[]::new)));
        }
        return all;
    }

    static void refused(String expected, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(expected), message);
    }
}
