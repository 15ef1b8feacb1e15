package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;

/**
 * The law that the methods of a gate return what the engine asks for. It comes first: a gate that breaks it has no
 * numbers to look at.
 */
final class ContractLaw {
    static final String NAME = "contract";

    private final GateSample sample;

    ContractLaw(GateSample sample) {
        this.sample = sample;
    }

    LawTrial trial() {
        return new LawTrial(NAME, List.of(), this::returns);
    }

    private String returns() {
        Tensor[] outputs = Tensor.applyAll(sample.gate(), sample.inputs()); // the engine looks at what it gets
        List<String> missing = new ArrayList<>();
        String[] names = sample.outputNames();
        int at = 0;
        for (Tensor y : outputs) {
            for (double value : y.toArray()) {
                if (Double.isNaN(value)) {
                    missing.add(names[at]);
                }
                at++;
            }
        }
        boolean finite = Arrays.stream(sample.inputs())
                .flatMapToDouble(x -> Arrays.stream(x.toArray()))
                .allMatch(Double::isFinite);
        if (!missing.isEmpty() && finite) {
            throw new Law.Broken(sample.gate().name() + ": compute leaves NaN in "
                    + String.join(", ", missing.subList(0, Math.min(5, missing.size())))
                    + (missing.size() > 5 ? " and " + (missing.size() - 5) + " more" : "")
                    + ": must write every element of each output, by fill or write; and the inputs of a check must be"
                    + " inside the domain");
        }
        if (sample.free().length > 0) {
            sample.backward(Arrays.stream(sample.outputs()).map(Tensor::ones).toArray(Tensor[]::new), sample.free());
        }
        return "its methods return what they must";
    }
}
