package org.autodiff.examples.models;

import org.autodiff.*;
import org.autodiff.nn.*;
import org.autodiff.nn.loss.Mse;
import org.autodiff.nn.optim.*;

/** Learns the exclusive or, which no linear map can. */
public class Xor {
    public static void main(String[] args) {
        Tensor x = Tensor.of(new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
        Tensor y = Tensor.of(new double[][] {{0}, {1}, {1}, {0}});
        Sequential model = Sequential.of(Linear.of(2, 8, Rng.of(1)), Activation.tanh(), Linear.of(8, 1, Rng.of(2)));
        Optimizer adam = Optimizer.of(model, new Adam(), 0.05).refuseNonFinite(true);
        for (int i = 0; i < 500; i++) {
            adam.step(new Mse().apply(model.apply(x), y).backward());
        }
        System.out.println(model.apply(x));
    }
}
