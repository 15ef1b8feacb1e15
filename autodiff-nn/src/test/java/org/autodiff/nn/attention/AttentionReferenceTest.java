package org.autodiff.nn.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.nn.Reference;
import org.autodiff.nn.ReferenceCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention against PyTorch: src/test/python/attention.py. */
class AttentionReferenceTest {
    private static final Reference DOT = Reference.load("attention-dot");
    private static final Reference HEADS = Reference.load("attention-heads");

    private static Tensor scaledDotProduct(String name, Tensor[] x) {
        return switch (name) {
            case "scale" -> Attention.scaledDotProduct(x[0], x[1], x[2], Mask.none(), 0.7);
            case "causal", "causal-wide", "causal-high" -> Attention.scaledDotProduct(x[0], x[1], x[2], Mask.causal());
            case "allow", "nothing" ->
                Attention.scaledDotProduct(x[0], x[1], x[2], Mask.allow(DOT.tensor(name + "/mask")));
            case "add" -> Attention.scaledDotProduct(x[0], x[1], x[2], Mask.add(x[3]));
            case "grouped" ->
                Attention.scaledDotProduct(x[0], x[1].repeatInterleave(-3, 2), x[2].repeatInterleave(-3, 2));
            default -> Attention.scaledDotProduct(x[0], x[1], x[2]);
        };
    }

    private static Set<String> cases(Reference file) {
        return file.names().stream()
                .map(n -> n.substring(0, n.indexOf('/')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Set<String> dots() {
        return cases(DOT);
    }

    @ParameterizedTest
    @MethodSource("dots")
    void scaledDotProduct(String name) {
        String[] inputs = name.equals("add") ? new String[] {"q", "k", "v", "mask"} : new String[] {"q", "k", "v"};
        new ReferenceCase(DOT, name).check(x -> scaledDotProduct(name, x), inputs);
    }

    private static MultiHeadAttention.Builder plain() {
        return MultiHeadAttention.builder(4, 2);
    }

    private static final Map<String, MultiHeadAttention.Builder> OPTIONS = Map.of(
            "sizes", plain().kdim(3).vdim(5),
            "no-bias", plain().bias(false),
            "one-head", MultiHeadAttention.builder(4, 1),
            "learned-key", plain().addBiasKv(true),
            "zero-key", plain().addZeroAttn(true),
            "everything", plain().kdim(3).addBiasKv(true).addZeroAttn(true));

    private static Mask mask(ReferenceCase c) {
        return switch (c.name()) {
            case "forbid", "forbid-heads", "nothing" -> Mask.forbid(c.tensor("attn_mask"));
            case "padding", "padding-unbatched" -> Mask.padding(c.tensor("key_padding_mask"));
            case "forbid-padding", "everything" ->
                Mask.forbid(c.tensor("attn_mask")).and(Mask.padding(c.tensor("key_padding_mask")));
            case "add", "add-heads" -> Mask.add(c.tensor("attn_mask"));
            case "causal" -> Mask.causal();
            default -> Mask.none();
        };
    }

    static Set<String> heads() {
        return cases(HEADS);
    }

    @ParameterizedTest
    @MethodSource("heads")
    void multiHead(String name) {
        ReferenceCase c = new ReferenceCase(HEADS, name);
        MultiHeadAttention attention = OPTIONS.getOrDefault(name, plain()).build(Rng.of(1));
        if (name.equals("self")) {
            c.check(attention, x -> attention.apply(x[0]), "q");
        }
        if (HEADS.names().contains(name + "/k")) {
            c.check(attention, x -> attention.apply(x[0], x[1], x[2], mask(c)), "q", "k", "v");
        } else {
            c.check(attention, x -> attention.apply(x[0], mask(c)), "q");
        }
        if (!name.equals("nothing")) { // where PyTorch's are NaN
            Tensor q = c.tensor("q");
            boolean cross = HEADS.names().contains(name + "/k");
            MultiHeadAttention.Attended attended =
                    attention.attend(q, cross ? c.tensor("k") : q, cross ? c.tensor("v") : q, mask(c));
            c.assertMatches("y", attended.value());
            c.assertMatches("weights", attended.weights());
            assertEquals(
                    attended.weights().mean(-3).value(), attended.meanWeights().value());
        }
    }

    @Test
    void noOptionIsForgotten() {
        assertTrue(heads().containsAll(OPTIONS.keySet()));
    }
}
