package org.autodiff.nn.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
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

    private static final Map<String, Function<Tensor[], Tensor>> DOTS = Map.of(
            "plain", x -> Attention.scaledDotProduct(x[0], x[1], x[2]),
            "matrices", x -> Attention.scaledDotProduct(x[0], x[1], x[2]),
            "heads", x -> Attention.scaledDotProduct(x[0], x[1], x[2]),
            "scale", x -> Attention.scaledDotProduct(x[0], x[1], x[2], Mask.none(), 0.7),
            "causal", x -> Attention.scaledDotProduct(x[0], x[1], x[2], Mask.causal()),
            "causal-wide", x -> Attention.scaledDotProduct(x[0], x[1], x[2], Mask.causal()),
            "causal-high", x -> Attention.scaledDotProduct(x[0], x[1], x[2], Mask.causal()),
            "allow", x -> Attention.scaledDotProduct(x[0], x[1], x[2], Mask.allow(DOT.tensor("allow/mask"))),
            "add", x -> Attention.scaledDotProduct(x[0], x[1], x[2], Mask.add(x[3])),
            "grouped",
                    x -> Attention.scaledDotProduct(x[0], x[1].repeatInterleave(2, -3), x[2].repeatInterleave(2, -3)));

    static Set<String> dots() {
        return new TreeSet<>(DOTS.keySet());
    }

    @ParameterizedTest
    @MethodSource("dots")
    void scaledDotProduct(String name) {
        String[] inputs = name.equals("add") ? new String[] {"q", "k", "v", "mask"} : new String[] {"q", "k", "v"};
        new ReferenceCase(DOT, name).check(DOTS.get(name), inputs);
    }

    private static final AttentionOptions PLAIN = new AttentionOptions(4, 2);

    private static final Map<String, AttentionOptions> OPTIONS = Map.of(
            "sizes", PLAIN.keySize(3).valueSize(5),
            "no-bias", PLAIN.bias(false),
            "one-head", new AttentionOptions(4, 1),
            "learned-key", PLAIN.learnedKey(true),
            "zero-key", PLAIN.zeroKey(true),
            "everything", PLAIN.keySize(3).learnedKey(true).zeroKey(true));

    private static Mask mask(ReferenceCase c) {
        return switch (c.name()) {
            case "forbid", "forbid-heads" -> Mask.forbid(c.tensor("attn_mask"));
            case "padding", "padding-unbatched" -> Mask.padding(c.tensor("key_padding_mask"));
            case "forbid-padding", "everything" ->
                Mask.forbid(c.tensor("attn_mask")).and(Mask.padding(c.tensor("key_padding_mask")));
            case "add", "add-heads" -> Mask.add(c.tensor("attn_mask"));
            case "causal" -> Mask.causal();
            default -> Mask.none();
        };
    }

    static Set<String> heads() {
        return HEADS.names().stream()
                .map(n -> n.substring(0, n.indexOf('/')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("heads")
    void multiHead(String name) {
        ReferenceCase c = new ReferenceCase(HEADS, name);
        MultiHeadAttention attention = MultiHeadAttention.of(OPTIONS.getOrDefault(name, PLAIN), Rng.of(1));
        if (name.equals("self")) {
            c.check(attention, x -> attention.apply(x[0]), "q");
        }
        if (HEADS.names().contains(name + "/k")) {
            c.check(attention, x -> attention.apply(x[0], x[1], x[2], mask(c)), "q", "k", "v");
        } else {
            c.check(attention, x -> attention.apply(x[0], mask(c)), "q");
        }
        Tensor q = c.tensor("q");
        boolean cross = HEADS.names().contains(name + "/k");
        Tensor k = cross ? c.tensor("k") : q;
        Tensor v = cross ? c.tensor("v") : q;
        MultiHeadAttention.Attended attended = attention.attend(q, k, v, mask(c));
        c.assertMatches("weights", attended.weights());
        c.assertMatches("y", attended.value());
        assertEquals(
                c.tensor("weights").mean(-3).value(),
                new MultiHeadAttention.Attended(q, c.tensor("weights"))
                        .meanWeights()
                        .value());
    }

    @Test
    void noCaseIsForgotten() {
        assertEquals(
                dots(),
                DOT.names().stream().map(n -> n.substring(0, n.indexOf('/'))).collect(Collectors.toSet()));
        assertTrue(heads().containsAll(OPTIONS.keySet()));
    }
}
