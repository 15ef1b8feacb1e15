package org.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.data.Folds;
import org.autodiff.nn.data.Split;
import org.autodiff.nn.metric.Rmse;
import org.junit.jupiter.api.Test;

class CrossValidationTest {
    private static final Dataset DATA = Dataset.of(NdArray.zeros(Shape.of(4, 1)), NdArray.of(Shape.of(4), 1, 2, 3, 6));

    @Test
    void everyFoldIsScoredByAModelOfTheOthers() {
        List<Split> folds = Folds.of(DATA, 4, Rng.of(3));
        List<Integer> numbers = new ArrayList<>();
        // the model is the mean of what it is trained with: the error of 6 is 6 - (1 + 2 + 3) / 3
        CrossValidation result = CrossValidation.run(folds, (fold, split) -> {
            numbers.add(fold);
            Tensor mean = Tensor.of(split.train().targets()).mean().reshape(1);
            Rmse rmse = new Rmse();
            rmse.update(mean, Tensor.of(split.test().targets()));
            return rmse.value();
        });
        assertEquals(List.of(0, 1, 2, 3), numbers);
        List<Double> sorted = result.scores().stream().sorted().toList();
        assertEquals(0, sorted.get(0), 1e-15);
        assertEquals(4.0 / 3, sorted.get(1), 1e-15);
        assertEquals(8.0 / 3, sorted.get(2), 1e-15);
        assertEquals(4, sorted.get(3), 1e-15);
        assertEquals(2, result.mean(), 1e-15);
        assertEquals(Math.sqrt((4 + 4.0 / 9 + 4.0 / 9 + 4) / 3), result.deviation(), 1e-15);
    }

    @Test
    void text() {
        assertEquals("0.9000 +- 0.1414 over 2 folds: 0.8000 1.000", new CrossValidation(List.of(0.8, 1.0)).toString());
        assertEquals(Double.NaN, new CrossValidation(List.of(0.8)).deviation());
    }

    @Test
    void noFoldsAndNoScoresAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> CrossValidation.run(List.of(), (fold, split) -> 1));
        assertEquals(
                "crossValidation: the score of fold 1 is NaN",
                assertThrows(
                                IllegalStateException.class,
                                () -> CrossValidation.run(
                                        Folds.of(DATA, 2, Rng.of(1)), (fold, split) -> fold == 1 ? Double.NaN : 1))
                        .getMessage());
    }
}
