package org.autodiff.nn.attention;

import java.util.Objects;
import org.autodiff.nn.init.Initializer;
import org.autodiff.nn.internal.Check;

/**
 * The options of a {@link MultiHeadAttention}: {@code new AttentionOptions(64, 4).dropout(0.1).keySize(32)}.
 *
 * @param size of queries and of the result
 * @param heads into which {@code size} is split; they divide it
 * @param keySize size of keys; {@code size} by default
 * @param valueSize size of values; {@code size} by default
 * @param bias whether the four projections have one; true by default
 * @param dropout the probability by which each weight is dropped in training; 0 by default
 * @param learnedKey whether a learned key and a learned value are appended to those of each sequence (PyTorch's
 *     {@code add_bias_kv}); false by default
 * @param zeroKey whether a key and a value of zeros are appended last, so that a head can attend to nothing (PyTorch's
 *     {@code add_zero_attn}); false by default
 * @param rotaryLength the length up to which {@link RotaryPositions} are applied to queries and keys; 0 for none by
 *     default
 * @param initializer of the weights of the projections; {@link Initializer#xavierUniform} by default
 */
public record AttentionOptions(
        int size,
        int heads,
        int keySize,
        int valueSize,
        boolean bias,
        double dropout,
        boolean learnedKey,
        boolean zeroKey,
        int rotaryLength,
        Initializer initializer) {
    /**
     * All options; {@link #AttentionOptions(int, int)} and the methods that change one option are shorter to write.
     *
     * @throws IllegalArgumentException if a size is not positive, the heads do not divide the size, dropout is not in
     *     [0, 1], or there are rotary positions for heads of an odd size
     */
    public AttentionOptions {
        require(size > 0 && heads > 0 && size % heads == 0, "heads must divide size, got " + heads + " and " + size);
        require(keySize > 0, "keySize must be positive, got " + keySize);
        require(valueSize > 0, "valueSize must be positive, got " + valueSize);
        Check.probability("attentionOptions: dropout", dropout);
        require(rotaryLength >= 0, "rotaryLength must not be negative, got " + rotaryLength);
        require(
                rotaryLength == 0 || size / heads % 2 == 0,
                "rotary positions need heads of an even size, got " + (heads > 0 ? size / heads : 0));
        Objects.requireNonNull(initializer, "attentionOptions: initializer is null");
    }

    /** Keys and values of the same size, with biases, without dropout or anything else. */
    public AttentionOptions(int size, int heads) {
        this(size, heads, size, size, true, 0, false, false, 0, Initializer.xavierUniform());
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("attentionOptions: " + message);
        }
    }

    /** The same with keys of another size. */
    public AttentionOptions keySize(int keySize) {
        return new AttentionOptions(
                size, heads, keySize, valueSize, bias, dropout, learnedKey, zeroKey, rotaryLength, initializer);
    }

    /** The same with values of another size. */
    public AttentionOptions valueSize(int valueSize) {
        return new AttentionOptions(
                size, heads, keySize, valueSize, bias, dropout, learnedKey, zeroKey, rotaryLength, initializer);
    }

    /** The same with or without biases. */
    public AttentionOptions bias(boolean bias) {
        return new AttentionOptions(
                size, heads, keySize, valueSize, bias, dropout, learnedKey, zeroKey, rotaryLength, initializer);
    }

    /** The same with another probability of dropout. */
    public AttentionOptions dropout(double dropout) {
        return new AttentionOptions(
                size, heads, keySize, valueSize, bias, dropout, learnedKey, zeroKey, rotaryLength, initializer);
    }

    /** The same with or without a learned key and value. */
    public AttentionOptions learnedKey(boolean learnedKey) {
        return new AttentionOptions(
                size, heads, keySize, valueSize, bias, dropout, learnedKey, zeroKey, rotaryLength, initializer);
    }

    /** The same with or without a key and value of zeros. */
    public AttentionOptions zeroKey(boolean zeroKey) {
        return new AttentionOptions(
                size, heads, keySize, valueSize, bias, dropout, learnedKey, zeroKey, rotaryLength, initializer);
    }

    /** The same with rotary positions up to a length. */
    public AttentionOptions rotaryLength(int rotaryLength) {
        return new AttentionOptions(
                size, heads, keySize, valueSize, bias, dropout, learnedKey, zeroKey, rotaryLength, initializer);
    }

    /** The same with other first weights. */
    public AttentionOptions initializer(Initializer initializer) {
        return new AttentionOptions(
                size, heads, keySize, valueSize, bias, dropout, learnedKey, zeroKey, rotaryLength, initializer);
    }
}
