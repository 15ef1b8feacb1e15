package org.autodiff.examples.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;

/** The value of a function and its gradient with respect to all its arguments. */
record Derivatives(Amount amount, TensorFunction function, List<String> names, Tensor... at) implements Work {
    @Override
    public String variant() {
        return "value+grad";
    }

    @Override
    public void run() {
        Autodiff.step(() -> {
            Autodiff.valueAndGrad(function, at);
        });
    }

    @Override
    public Result result() {
        Autodiff.ValueAndGrads all = Autodiff.valueAndGrad(function, at);
        Map<String, Tensor> byName = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            byName.put(names.get(i), all.gradients().get(i));
        }
        return new Result(all.value().item(), byName);
    }
}
