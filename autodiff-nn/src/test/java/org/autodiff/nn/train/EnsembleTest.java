package org.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.junit.jupiter.api.Test;

class EnsembleTest {
    private static Layer giving(double... values) {
        return Activation.of("constant", x -> Tensor.of(NdArray.of(new double[][] {values})));
    }

    private static final Tensor X = Tensor.of(NdArray.of(new double[][] {{1, 2}}));

    @Test
    void theMeanOfPredictions() {
        Layer ensemble = Ensemble.of(giving(1, 2), giving(3, 5), giving(2, -1));
        assertArrayEquals(new double[] {2, 2}, ensemble.apply(X).toArray());
    }

    @Test
    void theMeanOfProbabilities() {
        // softmax of (log 3, 0) is (3/4, 1/4); that of (0, 0) is (1/2, 1/2)
        Layer ensemble = Ensemble.ofClassifiers(giving(Math.log(3), 0), giving(7, 7));
        assertArrayEquals(
                new double[] {0.625, 0.375}, ensemble.apply(X).softmax(-1).toArray(), 1e-15);
        // sure members that disagree stay finite
        assertArrayEquals(
                new double[] {Math.log(0.5), Math.log(0.5)},
                Ensemble.ofClassifiers(giving(2000, 0), giving(0, 2000))
                        .apply(X)
                        .toArray(),
                1e-15);
    }

    @Test
    void membersArePartsOfTheModel() {
        Linear first = Linear.of(2, 1, Rng.of(1));
        Ensemble ensemble = Ensemble.of(List.of(first, Linear.of(2, 1, Rng.of(2))));
        assertEquals(
                List.of("0.weight", "0.bias", "1.weight", "1.bias"),
                List.copyOf(ensemble.namedParameters().keySet()));
        assertEquals(first, ensemble.members().get(0));
        ensemble.eval();
        assertFalse(first.isTraining());
        assertEquals(4, ensemble.apply(X).sum().backward().size());
    }

    @Test
    void membersOfOtherShapesAreRefused() {
        Layer ensemble = Ensemble.of(giving(1, 2), giving(1));
        assertEquals(
                "ensemble: expected all members to give the shape of the first, (1, 2), got (1, 1)",
                assertThrows(IllegalArgumentException.class, () -> ensemble.apply(X))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Ensemble.of());
    }
}
