package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.norm.BatchNorm2d;
import org.autodiff.nn.norm.BatchNormBuilder;
import org.autodiff.nn.norm.GroupNorm;
import org.autodiff.nn.norm.InstanceNorm;
import org.autodiff.nn.norm.LayerNorm;
import org.autodiff.nn.norm.RmsNorm;
import org.junit.jupiter.api.Test;

/** Normalisations against PyTorch: training, running statistics, evaluation, all options. */
class NormReferenceTest {
    private static final Map<String, UnaryOperator<BatchNormBuilder<?>>> BATCH = Map.of(
            "plain", batch -> batch,
            "eps", batch -> batch.eps(0.1).momentum(0.4),
            "bare", batch -> batch.affine(false),
            "untracked", batch -> batch.trackRunningStats(false),
            "cumulative", batch -> batch.cumulative());

    private final ReferenceCases reference = new ReferenceCases("layersNorm");

    @Test
    void everything() {
        batchNorm("batchNorm1d/rows", () -> BatchNorm1d.builder(3));
        batchNorm("batchNorm1d/lines", () -> BatchNorm1d.builder(3));
        batchNorm("batchNorm2d", () -> BatchNorm2d.builder(3));
        others().forEach(reference::check);
        assertEquals(Set.of(), reference.left());
    }

    private void batchNorm(String kind, Supplier<BatchNormBuilder<?>> make) {
        BATCH.forEach((name, options) -> {
            Layer layer = options.apply(make.get()).build();
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
        layers.put("layerNorm/one", LayerNorm.of(4));
        layers.put("layerNorm/vector", LayerNorm.of(4));
        layers.put("layerNorm/several", LayerNorm.of(3, 4));
        layers.put("layerNorm/eps", LayerNorm.builder(4).eps(0.3).build());
        layers.put("layerNorm/nobias", LayerNorm.builder(4).bias(false).build());
        layers.put(
                "layerNorm/bare",
                LayerNorm.builder(3, 4).elementwiseAffine(false).build());
        layers.put("rmsNorm/one", RmsNorm.of(4));
        layers.put("rmsNorm/tiny", RmsNorm.of(4));
        layers.put("rmsNorm/several", RmsNorm.of(3, 4));
        layers.put("rmsNorm/eps", RmsNorm.builder(4).eps(0.3).build());
        layers.put(
                "rmsNorm/bare",
                RmsNorm.builder(4).eps(RmsNorm.EPS).elementwiseAffine(false).build());
        layers.put(
                "rmsNorm/bareeps",
                RmsNorm.builder(3, 4).eps(1e-5).elementwiseAffine(false).build());
        for (int groups : new int[] {1, 2, 4}) {
            layers.put("groupNorm/" + groups, GroupNorm.of(groups, 4));
        }
        layers.put("groupNorm/rows", GroupNorm.of(2, 4));
        layers.put("groupNorm/eps", GroupNorm.builder(2, 4).eps(0.2).build());
        layers.put("groupNorm/bare", GroupNorm.builder(2, 4).affine(false).build());
        layers.put("instanceNorm/plain", InstanceNorm.of(3));
        layers.put("instanceNorm/affine", InstanceNorm.builder(3).affine(true).build());
        layers.put(
                "instanceNorm/lines",
                InstanceNorm.builder(3).affine(true).eps(0.2).build());
        return layers;
    }
}
