package org.autodiff.examples.models;

import org.autodiff.*;
import org.autodiff.examples.data.*;
import org.autodiff.ndarray.*;
import org.autodiff.nn.*;
import org.autodiff.nn.block.BasicBlock;
import org.autodiff.nn.conv.*;
import org.autodiff.nn.data.*;
import org.autodiff.nn.loss.CrossEntropy;
import org.autodiff.nn.norm.BatchNorm2d;
import org.autodiff.nn.optim.*;
import org.autodiff.nn.schedule.Schedule;

/** A residual convolutional network that reads handwritten digits of 8 x 8 pixels. */
public class DigitsCnn {
    private static final int EPOCHS = 8;

    static Layer model(Rng rng) {
        return Sequential.of(
                Conv2d.builder(1, 16, 3).padding(1).build(rng),
                BatchNorm2d.of(16),
                Activation.relu(),
                BasicBlock.of(16, rng),
                BasicBlock.of(16, 32, 2, rng),
                AdaptiveAvgPool2d.of(1, 1),
                Flatten.of(),
                Linear.of(32, 10, rng));
    }

    public static void main(String[] args) {
        LabelledData digits = LabelledCsv.resource("digits.csv", "label");
        Tensor pixels =
                Tensor.of(Shape.of(digits.rows(), 1, 8, 8), digits.values()).div(16);
        Split data = Split.of(Dataset.of(pixels.value(), Index.of(digits.labels())), 0.25, Rng.of(1));
        Layer model = model(Rng.of(2));
        System.out.println(model.summary(Shape.of(64, 1, 8, 8)));
        BatchLoader batches = BatchLoader.shuffled(data.train(), 64, Rng.of(3));
        Schedule rate = Schedule.cosine(0.01, (long) EPOCHS * batches.batches());
        Optimizer optimizer = Optimizer.of(model, new AdamW(), rate).refuseNonFinite(true);
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            model.train();
            for (Batch batch : batches) {
                Autodiff.step(() -> optimizer.step(new CrossEntropy()
                        .apply(model.apply(batch.features()), batch.labels())
                        .backward()));
            }
            model.eval();
            Batch test = data.test().batch();
            Index answers = model.apply(test.features()).argmax(1);
            double right =
                    Tensor.of(answers.asArray()).equalTo(test.targets()).mean().item();
            System.out.printf("epoch %d: %.1f %% of the test digits are read right%n", epoch, 100 * right);
        }
    }
}
