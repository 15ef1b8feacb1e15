package org.autodiff.examples.derivatives;

import org.autodiff.Autodiff;
import org.autodiff.Tensor;

/** The price of a European call, its five Greeks, and all of second order. */
public class BlackScholes {
    /** Of spot, strike, rate, volatility, time to expiry. */
    static Tensor call(Tensor p) {
        Tensor s = p.select(0, 0), k = p.select(0, 1), r = p.select(0, 2), v = p.select(0, 3), t = p.select(0, 4);
        Tensor d1 = s.div(k).log().add(r.add(v.square().mul(0.5)).mul(t)).div(v.mul(t.sqrt()));
        Tensor d2 = d1.sub(v.mul(t.sqrt()));
        return s.mul(d1.normalCdf()).sub(k.mul(r.mul(t).neg().exp()).mul(d2.normalCdf()));
    }

    public static void main(String[] args) {
        Tensor p = Tensor.of(100, 95, 0.03, 0.2, 0.5);
        Autodiff.ValueAndGrad price = Autodiff.valueAndGrad(BlackScholes::call, p);
        System.out.println("price  " + price.value().item());
        System.out.println("Greeks " + price.gradient()); // delta, by strike, rho, vega, theta with the other sign
        System.out.println("second " + Autodiff.hessian(BlackScholes::call, p)); // gamma, vanna, volga, charm ...
    }
}
