package com.example;

import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Programs as people write them, each with one mistake that spoils the gradient of {@code w}. The guilty line is marked
 * with the name of the program. They stand in a package that is not the library's.
 */
final class BrokenPrograms {
    private BrokenPrograms() {}

    // ---- no gradient

    static Tensor detached(Tensor w, Tensor v) {
        Tensor features = w.square().tanh();
        Tensor frozen = features.detach(); // BLAME detached
        return frozen.mul(v).sum();
    }

    static Tensor detachOfAVariable(Tensor w, Tensor v) {
        return v.mul(w.detach()).sum(); // BLAME detachOfAVariable
    }

    static Tensor item(Tensor w, Tensor v) {
        double scale = w.square().sum().item(); // BLAME item
        return v.square().sum().mul(scale);
    }

    static Tensor itemThroughJava(Tensor w, Tensor v) {
        double scale = Math.exp(-w.sum().item()); // BLAME itemThroughJava
        return v.mul(scale).sum();
    }

    static Tensor toArray(Tensor w, Tensor v) {
        double[] numbers = w.mul(2).toArray(); // BLAME toArray
        return Tensor.of(numbers).mul(v).sum();
    }

    static Tensor comparison(Tensor w, Tensor v) {
        Tensor correct = w.greater(0.5); // BLAME comparison
        return correct.mul(v).sum();
    }

    static Tensor rounded(Tensor w, Tensor v) {
        Tensor counts = w.mul(10).round(); // BLAME rounded
        return counts.mul(v).sum();
    }

    static Tensor sign(Tensor w, Tensor v) {
        return w.sub(1).sign().mul(v).mean(); // BLAME sign
    }

    static Tensor floor(Tensor w, Tensor v) {
        return w.exp().floor().mul(v).mean(); // BLAME floor
    }

    static Tensor mask(Tensor w, Tensor v) {
        Tensor threshold = w.sum();
        Tensor above = v.greater(threshold); // BLAME mask
        return Tensor.where(above, v, Tensor.of(0)).sum();
    }

    static Tensor argMax(Tensor w, Tensor v) {
        Index best = w.argmax(0); // BLAME argMax
        return v.mul(Tensor.oneHot(best, v.size())).sum();
    }

    static Tensor noGrad(Tensor w, Tensor v) {
        Tensor features;
        try (NoGrad scope = NoGrad.open()) {
            features = w.exp().add(1); // BLAME noGrad
        }
        return features.mul(v).sum();
    }

    static Tensor another(Tensor w, Tensor v) {
        return v.square().sum();
    }

    // ---- a gradient of zero

    static Tensor sigmoid(Tensor w, Tensor v) {
        Tensor probability = w.add(1).mul(-900).sigmoid(); // BLAME sigmoid
        return probability.mul(v).sum();
    }

    static Tensor tanh(Tensor w, Tensor v) {
        return w.add(2).mul(500).tanh().mul(v).sum(); // BLAME tanh
    }

    static Tensor softmax(Tensor w, Tensor v) {
        return w.mul(4000).softmax(0).mul(v).sum(); // BLAME softmax
    }

    static Tensor deadRelu(Tensor w, Tensor v) {
        Tensor hidden = w.sub(100);
        return hidden.relu().mul(v).sum(); // BLAME deadRelu
    }

    static Tensor notSelected(Tensor w, Tensor v) {
        return Tensor.where(v.greater(100), w.square(), v).sum(); // BLAME notSelected
    }

    static Tensor notTheMaximum(Tensor w, Tensor v) {
        return w.maximum(v.add(50)).sum(); // BLAME notTheMaximum
    }

    static Tensor clamped(Tensor w, Tensor v) {
        return w.add(7).clamp(0, 1).mul(v).sum(); // BLAME clamped
    }

    static Tensor sliced(Tensor w, Tensor v) {
        Tensor all = Tensor.concat(0, v, w);
        return all.slice(0, 0, 2).square().sum(); // BLAME sliced
    }

    static Tensor timesZero(Tensor w, Tensor v) {
        Tensor weight = Tensor.zeros(Shape.of(3));
        return w.square().mul(weight).add(v).sum(); // BLAME timesZero
    }

    static Tensor zeroMatrix(Tensor w, Tensor v) {
        Tensor initial = Tensor.zeros(Shape.of(3, 3));
        return initial.matmul(w.exp()).mul(v).sum(); // BLAME zeroMatrix
    }

    static Tensor stationary(Tensor w, Tensor v) {
        return w.sub(w.detach()).square().mul(v).sum(); // BLAME stationary
    }

    static Tensor cancelled(Tensor w, Tensor v) {
        Tensor moved = w.add(v);
        return moved.sub(w).sum(); // BLAME cancelled
    }

    // ---- tiny and huge

    static Tensor vanishing(Tensor w, Tensor v) {
        Tensor h = w;
        for (int t = 0; t < 60; t++) {
            h = h.mul(0.5); // BLAME vanishing
        }
        return h.mul(v).sum();
    }

    static Tensor exploding(Tensor w, Tensor v) {
        Tensor h = w;
        for (int t = 0; t < 60; t++) {
            h = h.mul(3); // BLAME exploding
        }
        return h.mul(v).sum();
    }

    static Tensor divided(Tensor w, Tensor v) {
        return w.mul(v).div(Tensor.of(1e-12)).sum(); // BLAME divided
    }

    static Tensor exponential(Tensor w, Tensor v) {
        return w.add(40).exp().mul(v).sum(); // BLAME exponential
    }

    static Tensor sqrtNearZero(Tensor w, Tensor v) {
        return w.sub(w.detach()).add(1e-20).sqrt().mul(v).sum(); // BLAME sqrtNearZero
    }

    static Tensor weaklySaturated(Tensor w, Tensor v) {
        return w.add(34).neg().sigmoid().mul(v).sum(); // BLAME weaklySaturated
    }

    static Tensor softmaxSummed(Tensor w, Tensor v) {
        return w.softmax(0).sum(); // BLAME softmaxSummed
    }

    // ---- NaN and infinity

    static Tensor sqrtAtZero(Tensor w, Tensor v) {
        return w.sub(w.detach()).sqrt().mul(v).sum(); // BLAME sqrtAtZero
    }

    static Tensor logAtZero(Tensor w, Tensor v) {
        return w.sub(w.detach()).log().exp().mul(v).sum(); // BLAME logAtZero
    }

    static Tensor zeroByZero(Tensor w, Tensor v) {
        Tensor zero = w.sub(w.detach());
        return zero.div(zero).mul(v).sum(); // BLAME zeroByZero
    }

    static Tensor logOfNegative(Tensor w, Tensor v) {
        Tensor density = w.sub(10).log(); // BLAME logOfNegative
        return density.mul(v).square().sum();
    }

    static Tensor nanInTheData(Tensor w, Tensor v) {
        Tensor data = Tensor.of(1, Double.NaN, 3);
        return w.mul(data).mul(v).sum(); // BLAME nanInTheData
    }

    static Tensor powerAtZero(Tensor w, Tensor v) {
        return w.sub(w.detach()).pow(0.25).mul(v).sum(); // BLAME powerAtZero
    }

    // ---- healthy

    static Tensor regression(Tensor w, Tensor v) {
        return w.mul(v).sub(1).square().mean();
    }

    static Tensor maskedLog(Tensor w, Tensor v) {
        Tensor safe = w.sub(w.detach()).add(Tensor.of(0, 1, 2));
        return Tensor.where(safe.greater(0), safe.log(), Tensor.of(0)).mul(v).sum();
    }

    static Tensor someUnitsOff(Tensor w, Tensor v) {
        return w.sub(1.5).relu().mul(v).sum();
    }

    static Tensor halfDetached(Tensor w, Tensor v) {
        return w.mul(w.detach()).mul(v).sum(); // BLAME halfDetached
    }

    static Tensor halfTakenOut(Tensor w, Tensor v) {
        double norm = w.square().sum().sqrt().item(); // BLAME halfTakenOut
        return w.mul(1 / norm).add(norm).mul(v).sum();
    }

    static Tensor crossEntropy(Tensor w, Tensor v) {
        return w.logSoftmax(0).mul(v).sum().neg();
    }

    // ---- of whole objects

    /** A layer, and a copy of it with names that are the same. */
    record Layer(Parameter weight) {
        static Layer of(double... weights) {
            return new Layer(Parameter.of("0.weight", NdArray.of(weights)));
        }

        Layer copy() {
            return new Layer(Parameter.of(weight.name(), weight.value()));
        }

        Tensor loss(Tensor v) {
            return weight.mul(v).square().sum();
        }
    }
}
