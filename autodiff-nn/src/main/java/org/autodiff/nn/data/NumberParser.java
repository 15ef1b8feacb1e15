package org.autodiff.nn.data;

/**
 * Decimal numbers: {@code [+-]digits[.digits][e[+-]digits]}, with a decimal comma and groups of three digits if asked
 * for. {@link Double#parseDouble} also takes {@code 1f}, {@code 0x1p3}, {@code NaN} and the like, and is slower; the
 * results are the same bits.
 */
final class NumberParser {
    /** Powers of ten that are exact as double. */
    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private static final int EXACT_DIGITS = 15; // any number of so many digits is exact as double
    private static final int MANY = 100_000; // an exponent beyond all of double

    private final char decimal;
    private final char grouping; // 0: none

    // The parts of the number that is being parsed.
    private char[] text;
    private int at;
    private int end;
    private long mantissa;
    private int digits; // significant ones

    NumberParser(char decimal, Character grouping) {
        this.decimal = decimal;
        this.grouping = grouping == null ? 0 : grouping;
    }

    /** The number, NaN if it is none; infinite if it is beyond the range of double. */
    double parse(char[] characters, int offset, int length) {
        text = characters;
        at = offset;
        end = offset + length;
        mantissa = 0;
        digits = 0;
        boolean negative = at < end && text[at] == '-';
        if (at < end && (negative || text[at] == '+')) {
            at++;
        }
        int whole = grouping == 0 ? digits() : groups();
        int fraction = 0;
        if (whole >= 0 && at < end && text[at] == decimal) {
            at++;
            fraction = digits();
        }
        if (whole < 0 || whole + fraction == 0) {
            return Double.NaN;
        }
        int exponent = 0;
        if (at < end && (text[at] == 'e' || text[at] == 'E')) {
            at++;
            exponent = exponent();
        }
        if (at < end || exponent == Integer.MIN_VALUE) {
            return Double.NaN;
        }
        int power = exponent - fraction;
        if (digits > EXACT_DIGITS || power < -22 || power > 22) {
            return Double.parseDouble(plain(offset));
        }
        double value = power < 0 ? mantissa / POWERS[-power] : mantissa * POWERS[power];
        return negative ? -value : value;
    }

    /** Reads digits and returns how many there are. */
    private int digits() {
        int start = at;
        for (; at < end && text[at] >= '0' && text[at] <= '9'; at++) {
            if (digits > 0 || text[at] != '0') {
                digits++;
            }
            if (digits <= EXACT_DIGITS) {
                mantissa = 10 * mantissa + (text[at] - '0');
            }
        }
        return at - start;
    }

    /** Reads digits in groups, and returns how many there are; -1 if a group has not three. */
    private int groups() {
        int count = digits();
        int first = count;
        while (at < end && text[at] == grouping) {
            at++;
            int group = digits();
            if (group != 3 || first < 1 || first > 3) {
                return -1;
            }
            count += group;
        }
        return count;
    }

    private int exponent() {
        int sign = at < end && text[at] == '-' ? -1 : 1;
        if (at < end && (text[at] == '-' || text[at] == '+')) {
            at++;
        }
        int start = at;
        int value = 0;
        for (; at < end && text[at] >= '0' && text[at] <= '9'; at++) {
            value = Math.min(MANY, 10 * value + (text[at] - '0'));
        }
        return at == start ? Integer.MIN_VALUE : sign * value;
    }

    private String plain(int offset) {
        StringBuilder plain = new StringBuilder(end - offset);
        for (int i = offset; i < end; i++) {
            if (text[i] == decimal) {
                plain.append('.');
            } else if (grouping == 0 || text[i] != grouping) {
                plain.append(text[i]);
            }
        }
        return plain.toString();
    }
}
