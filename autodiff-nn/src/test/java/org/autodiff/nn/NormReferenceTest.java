package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.norm.BatchNorm2d;
import org.autodiff.nn.norm.BatchNormOptions;
import org.autodiff.nn.norm.GroupNorm;
import org.autodiff.nn.norm.InstanceNorm;
import org.autodiff.nn.norm.LayerNorm;
import org.autodiff.nn.norm.NormOptions;
import org.autodiff.nn.norm.RmsNorm;
import org.junit.jupiter.api.Test;

/** Normalisations against PyTorch: training, running statistics, evaluation, all options. */
class NormReferenceTest {
    private static final Map<String, BatchNormOptions> BATCH = Map.of(
            "plain", new BatchNormOptions(),
            "eps", new BatchNormOptions().eps(0.1).momentum(0.4),
            "bare", new BatchNormOptions().affine(false),
            "untracked", new BatchNormOptions().tracked(false),
            "cumulative", new BatchNormOptions().cumulative());

    private final ReferenceCases reference = new ReferenceCases("layersNorm");

    @Test
    void everything() {
        batchNorm("batchNorm1d/rows", options -> BatchNorm1d.of(3, options));
        batchNorm("batchNorm1d/lines", options -> BatchNorm1d.of(3, options));
        batchNorm("batchNorm2d", options -> BatchNorm2d.of(3, options));
        others().forEach(reference::check);
        assertEquals(Set.of(), reference.left());
    }

    private void batchNorm(String kind, Function<BatchNormOptions, Layer> make) {
        BATCH.forEach((name, options) -> {
            Layer layer = make.apply(options);
            String start = kind + "/" + name;
            for (int step = 0; step < 3; step++) {
                String here = start + "/train" + step;
                reference.check(here, layer);
                layer.namedBuffers().forEach((buffer, value) -> {
                    if (!buffer.equals("batches")) {
                        reference.of(here).assertMatches(buffer, value.value());
                    }
                });
            }
            layer.eval();
            reference.check(start + "/eval", layer);
        });
    }

    private static Map<String, Layer> others() {
        Map<String, Layer> layers = new TreeMap<>();
        NormOptions options = new NormOptions();
        Shape both = Shape.of(3, 4);
        Shape four = Shape.of(4);
        layers.put("layerNorm/one", LayerNorm.of(4));
        layers.put("layerNorm/vector", LayerNorm.of(4));
        layers.put("layerNorm/several", LayerNorm.of(3, 4));
        layers.put("layerNorm/eps", LayerNorm.of(four, options.eps(0.3)));
        layers.put("layerNorm/nobias", LayerNorm.of(four, options.bias(false)));
        layers.put("layerNorm/bare", LayerNorm.of(both, options.affine(false)));
        layers.put("rmsNorm/one", RmsNorm.of(4));
        layers.put("rmsNorm/tiny", RmsNorm.of(4));
        layers.put("rmsNorm/several", RmsNorm.of(3, 4));
        layers.put("rmsNorm/eps", RmsNorm.of(four, 0.3));
        layers.put("rmsNorm/bare", RmsNorm.withoutWeight(four, RmsNorm.EPS));
        layers.put("rmsNorm/bareeps", RmsNorm.withoutWeight(both, 1e-5));
        for (int groups : new int[] {1, 2, 4}) {
            layers.put("groupNorm/" + groups, GroupNorm.of(groups, 4));
        }
        layers.put("groupNorm/rows", GroupNorm.of(2, 4));
        layers.put("groupNorm/eps", GroupNorm.of(2, 4, options.eps(0.2)));
        layers.put("groupNorm/bare", GroupNorm.of(2, 4, options.affine(false)));
        layers.put("instanceNorm/plain", InstanceNorm.of(3));
        layers.put("instanceNorm/affine", InstanceNorm.of(3, options));
        layers.put("instanceNorm/lines", InstanceNorm.of(3, options.eps(0.2)));
        return layers;
    }
}
