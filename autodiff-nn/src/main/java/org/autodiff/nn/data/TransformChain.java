package org.autodiff.nn.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;

/**
 * Transforms one after the other; each is fitted to what the ones before it make of the training set. The state has the
 * entries of part i under {@code i.}.
 */
public final class TransformChain implements Transform {
    private final List<Transform> parts;

    /**
     * A chain.
     *
     * @param parts the first to be applied first; each in one chain only
     */
    public TransformChain(Transform... parts) {
        this.parts = List.of(parts);
    }

    @Override
    public TransformChain fit(NdArray features) {
        TransformChain fresh = unfitted(); // so that nothing has changed if one of them throws
        NdArray x = features;
        for (Transform part : fresh.parts) {
            x = part.fit(x).apply(x);
        }
        take(fresh);
        return this;
    }

    @Override
    public TransformChain fit(Dataset train) {
        return fit(train.features());
    }

    private void take(TransformChain fresh) {
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).load(fresh.parts.get(i).state());
        }
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor y = x;
        for (Transform part : parts) {
            y = part.apply(y);
        }
        return y;
    }

    @Override
    public Tensor invert(Tensor y) {
        Tensor x = y;
        for (int i = parts.size() - 1; i >= 0; i--) {
            x = parts.get(i).invert(x);
        }
        return x;
    }

    @Override
    public Map<String, NdArray> state() {
        Map<String, NdArray> state = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            String prefix = i + ".";
            parts.get(i).state().forEach((name, array) -> state.put(prefix + name, array));
        }
        return state;
    }

    @Override
    public void load(Map<String, NdArray> state) {
        List<String> problems = new ArrayList<>();
        Map<String, NdArray> left = new LinkedHashMap<>(state);
        TransformChain fresh = unfitted();
        for (int i = 0; i < parts.size(); i++) {
            String prefix = i + ".";
            Map<String, NdArray> own = new LinkedHashMap<>();
            state.forEach((name, array) -> {
                if (name.startsWith(prefix)) {
                    own.put(name.substring(prefix.length()), array);
                    left.remove(name);
                }
            });
            try {
                fresh.parts.get(i).load(own);
            } catch (IllegalArgumentException e) {
                problems.add("part " + i + ": " + e.getMessage());
            }
        }
        left.keySet().forEach(name -> problems.add("unexpected '" + name + "'"));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("chain of transforms: the state does not fit, and nothing has changed: "
                    + String.join("; ", problems));
        }
        take(fresh);
    }

    @Override
    public TransformChain unfitted() {
        return new TransformChain(parts.stream().map(Transform::unfitted).toArray(Transform[]::new));
    }

    @Override
    public String toString() {
        return parts.stream().map(Transform::toString).collect(Collectors.joining(" -> "));
    }
}
