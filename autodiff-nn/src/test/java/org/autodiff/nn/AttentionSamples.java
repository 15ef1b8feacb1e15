package org.autodiff.nn;

import java.util.List;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.attention.LearnedPositions;
import org.autodiff.nn.attention.Mask;
import org.autodiff.nn.attention.MultiHeadAttention;
import org.autodiff.nn.attention.RotaryPositions;
import org.autodiff.nn.attention.SinusoidalPositions;
import org.autodiff.nn.attention.TransformerBuilder;
import org.autodiff.nn.attention.TransformerDecoder;
import org.autodiff.nn.attention.TransformerDecoderLayer;
import org.autodiff.nn.attention.TransformerEncoder;
import org.autodiff.nn.attention.TransformerEncoderLayer;

/**
 * Attention, transformers and positions. Their activations are smooth here, as the input of a relu may be at its kink.
 */
final class AttentionSamples {
    private AttentionSamples() {}

    static List<ModelSample> all() {
        return List.of(
                new ModelSample("self-attention", rng -> {
                    int heads = 1 + rng.nextInt(2);
                    int size = heads * (1 + rng.nextInt(3));
                    return self(MultiHeadAttention.of(size, heads, rng), size, rng);
                }),
                new ModelSample(
                        "cross-attention",
                        rng -> cross(
                                MultiHeadAttention.builder(4, 2).kdim(3).vdim(2).build(rng), 3, 2, rng)),
                new ModelSample(
                        "cross-attention with other keys",
                        rng -> cross(
                                MultiHeadAttention.builder(4, 2)
                                        .bias(false)
                                        .addBiasKv(true)
                                        .addZeroAttn(true)
                                        .build(rng),
                                4,
                                4,
                                rng)),
                new ModelSample(
                        "rotary attention",
                        rng -> cross(
                                MultiHeadAttention.builder(4, 2).rotaryLength(5).build(rng), 4, 4, rng)),
                new ModelSample("sinusoidal positions", rng -> self(SinusoidalPositions.of(3, 4), 3, rng)),
                new ModelSample("learned positions", rng -> self(LearnedPositions.of(3, 4, rng), 3, rng)),
                new ModelSample("rotary positions", rng -> self(RotaryPositions.of(4, 4), 4, rng)),
                new ModelSample("rotary positions by halves", rng -> self(RotaryPositions.ofHalves(4, 4), 4, rng)),
                new ModelSample(
                        "encoder layer",
                        rng -> self(
                                options(TransformerEncoderLayer.builder(4, 2), rng)
                                        .build(rng),
                                4,
                                rng)),
                new ModelSample("encoder", rng -> {
                    TransformerEncoder encoder =
                            options(TransformerEncoder.builder(4, 2, 2), rng).build(rng);
                    return new ModelSample.Case(
                            encoder, xs -> encoder.apply(xs[0], Mask.causal()), List.of(normal(rng, 2, 3, 4)));
                }),
                new ModelSample("decoder layer", rng -> {
                    TransformerDecoderLayer layer =
                            options(TransformerDecoderLayer.builder(4, 2), rng).build(rng);
                    return new ModelSample.Case(
                            layer,
                            xs -> layer.apply(xs[0], xs[1]),
                            List.of(normal(rng, 2, 3, 4), normal(rng, 2, 2, 4)));
                }),
                new ModelSample("decoder", rng -> {
                    TransformerDecoder decoder =
                            options(TransformerDecoder.builder(4, 2, 2), rng).build(rng);
                    return new ModelSample.Case(
                            decoder, xs -> decoder.apply(xs[0], xs[1]), List.of(normal(rng, 3, 4), normal(rng, 2, 4)));
                }));
    }

    private static <B extends TransformerBuilder<B>> B options(B builder, Rng rng) {
        return builder.dimFeedforward(3).dropout(0).activation(Tensor::gelu).normFirst(rng.nextBoolean());
    }

    private static Tensor normal(Rng rng, int... dims) {
        return Tensor.of(rng.normal(Shape.of(dims), 0, 1));
    }

    private static ModelSample.Case self(Layer layer, int size, Rng rng) {
        int length = 1 + rng.nextInt(3);
        Shape shape = rng.nextBoolean() ? Shape.of(length, size) : Shape.of(2, length, size);
        return ModelSample.of(layer, rng.normal(shape, 0, 1));
    }

    /** Under a mask of every kind; the last query sees no key but those beyond the mask. */
    private static ModelSample.Case cross(MultiHeadAttention attention, int kdim, int vdim, Rng rng) {
        int t = 1 + rng.nextInt(3);
        int s = 1 + rng.nextInt(3);
        Tensor forbidden =
                Tensor.arange(t).unsqueeze(1).broadcastTo(Shape.of(t, s)).equalTo(2);
        Tensor padded = Tensor.arange(s).equalTo(2);
        return new ModelSample.Case(
                attention,
                xs -> attention.apply(
                        xs[0],
                        xs[1],
                        xs[2],
                        Mask.causal()
                                .and(Mask.forbid(forbidden))
                                .and(Mask.padding(padded))
                                .and(Mask.add(xs[3]))),
                List.of(normal(rng, 2, t, 4), normal(rng, 2, s, kdim), normal(rng, 2, s, vdim), normal(rng, t, s)));
    }
}
