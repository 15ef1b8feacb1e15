package org.autodiff.nn.optim;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * Adam with Nesterov's look ahead: Dozat, Incorporating Nesterov momentum into Adam, ICLR workshop 2016, algorithm 2
 * with the warming momentum of its section 3. In the step t = 1, 2, ...:
 *
 * <pre>{@code
 * mu(t) = beta1 (1 - 0.96^(t momentumDecay) / 2)
 * M <- M mu(t)                                        the product of all of them
 * m <- beta1 m + (1 - beta1) g
 * v <- beta2 v + (1 - beta2) g^2
 * p <- p - rate ((1 - mu(t)) / (1 - M) g + mu(t+1) / (1 - M mu(t+1)) m) / (sqrt(v / (1 - beta2^t)) + eps)
 * }</pre>
 *
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param eps at least 0
 * @param momentumDecay how fast the momentum reaches beta1, at least 0
 */
public record NAdam(double beta1, double beta2, double eps, double momentumDecay) implements Rule {
    private static final String MEAN = "mean";
    private static final String SQUARE = "square";
    private static final String MU_PRODUCT = "muProduct";

    /**
     * With chosen numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public NAdam {
        Check.fraction("nAdam: beta1", beta1);
        Check.fraction("nAdam: beta2", beta2);
        Check.notNegative("nAdam: eps", eps);
        Check.notNegative("nAdam: momentumDecay", momentumDecay);
    }

    /** With PyTorch's numbers: 0.9, 0.999, 1e-8 and 0.004. */
    public NAdam() {
        this(0.9, 0.999, 1e-8, 0.004);
    }

    /** The same with other betas. */
    public NAdam betas(double beta1, double beta2) {
        return new NAdam(beta1, beta2, eps, momentumDecay);
    }

    /** The same with another eps. */
    public NAdam eps(double eps) {
        return new NAdam(beta1, beta2, eps, momentumDecay);
    }

    /** The same with another momentum decay. */
    public NAdam momentumDecay(double momentumDecay) {
        return new NAdam(beta1, beta2, eps, momentumDecay);
    }

    @Override
    public RuleState start(Shape shape) {
        return RuleState.empty()
                .with(MEAN, Tensor.zeros(shape))
                .with(SQUARE, Tensor.zeros(shape))
                .with(MU_PRODUCT, Tensor.of(1));
    }

    @Override
    public Step at(Tensor t, Tensor learningRate) {
        Tensor mu = mu(t);
        Tensor muNext = mu(t.add(1));
        Tensor c = RuleMath.oneMinusPower(beta2, t).sqrt(); // see Adam
        Tensor epsilons = c.mul(eps);
        Tensor rate = learningRate.mul(c);
        Tensor rateNow = rate.mul(RuleMath.oneMinus(mu));
        Tensor rateAhead = rate.mul(muNext);
        return (parameter, gradient, state) -> {
            Tensor product = state.get(MU_PRODUCT).mul(mu);
            Tensor mean = RuleMath.movingAverage(state.get(MEAN), gradient, beta1);
            Tensor square = RuleMath.movingAverage(state.get(SQUARE), gradient.square(), beta2);
            Tensor now = rateNow.div(RuleMath.oneMinus(product));
            Tensor ahead = rateAhead.div(RuleMath.oneMinus(product.mul(muNext)));
            Tensor size = square.sqrt().add(epsilons);
            Tensor move = gradient.mul(now).add(mean.mul(ahead)).div(size);
            return new Update(parameter.sub(move), state.next(mean, square, product));
        };
    }

    private Tensor mu(Tensor t) {
        Tensor warmUp = t.mul(momentumDecay * StrictMath.log(0.96)).exp(); // 0.96^(t momentumDecay)
        return RuleMath.oneMinus(warmUp.mul(0.5)).mul(beta1);
    }

    @Override
    public double defaultLearningRate() {
        return 2e-3;
    }
}
