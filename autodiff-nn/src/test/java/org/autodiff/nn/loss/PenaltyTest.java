package org.autodiff.nn.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

class PenaltyTest {
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Parameter weight = put("0.weight", Tensor.of(new double[][] {{3, 0}, {0, -4}}));
    private final Parameter bias = put("0.bias", Tensor.of(7, 8));
    private final Parameter hidden = put("rnn.hiddenBias", Tensor.of(9, 9));
    private final Parameter second = put("bias.weight", Tensor.of(new double[][] {{-12}, {5}}));

    private Parameter put(String name, Tensor value) {
        Parameter parameter = Parameter.of(name, value);
        parameters.put(name, parameter);
        return parameter;
    }

    private void check(Penalty penalty, double value, double[] ofWeight, double[] ofSecond) {
        Tensor sum = penalty.apply(parameters);
        assertEquals(Shape.scalar(), sum.shape());
        assertEquals(value, sum.item(), 1e-14);
        Gradients gradients = sum.backward();
        assertArrayEquals(ofWeight, gradients.of(weight).toArray(), 1e-15);
        assertArrayEquals(ofSecond, gradients.of(second).toArray(), 1e-15);
        assertEquals(NdArray.zeros(bias.shape()), gradients.ofOrZero(bias).value());
        assertEquals(NdArray.zeros(hidden.shape()), gradients.ofOrZero(hidden).value());
    }

    @Test
    void valuesAndGradients() {
        check(Penalty.l1(0.5), 12, new double[] {0.5, 0, 0, -0.5}, new double[] {-0.5, 0.5});
        check(Penalty.l2(0.5), 0.25 * (25 + 169), new double[] {1.5, 0, 0, -2}, new double[] {-6, 2.5});
        check(Penalty.frobenius(0.5), 0.5 * (5 + 13), new double[] {0.3, 0, 0, -0.4}, new double[] {-6 / 13.0, 2.5 / 13
        });
    }

    /** 12 is that of L1 above; the gradients add up. */
    @Test
    void theElasticNetIsBoth() {
        check(
                Penalty.elasticNet(0.5, 0.25),
                12 + 0.125 * (25 + 169),
                new double[] {0.5 + 0.75, 0, 0, -0.5 - 1},
                new double[] {-0.5 - 3, 0.5 + 1.25});
        check(Penalty.elasticNet(0, 0.5), 0.25 * (25 + 169), new double[] {1.5, 0, 0, -2}, new double[] {-6, 2.5});
    }

    @Test
    void othersMayBeChosen() {
        assertEquals(
                0.5 * (25 + 169 + 49 + 64 + 81 + 81),
                Penalty.l2(1).penalised(name -> true).apply(parameters).item());
        assertEquals(
                15,
                Penalty.l1(1)
                        .penalised(Set.of("0.bias")::contains)
                        .apply(parameters)
                        .item());
        assertEquals(0, Penalty.l1(1).penalised(name -> false).apply(parameters).item());
        assertEquals(0, Penalty.l1(1).apply(Map.of()).item());
    }

    /** No underflow or overflow on the way; the derivative at 0 is 0. */
    @Test
    void normsOfAnySize() {
        Tensor huge = Tensor.variable(3e200, 4e200);
        assertEquals(5e200, Penalty.frobenius(1).apply(Map.of("w", huge)).item(), 1e185);
        Tensor zero = Tensor.variable(0, 0);
        Tensor none = Penalty.frobenius(1).apply(Map.of("w", zero));
        assertEquals(0, none.item());
        assertArrayEquals(new double[2], none.backward().of(zero).toArray());
    }
}
