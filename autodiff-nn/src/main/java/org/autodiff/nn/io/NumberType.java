package org.autodiff.nn.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The kinds of numbers in files that a double can hold, and how they become doubles: exactly, or not at all. */
enum NumberType {
    F64(8) {
        @Override
        void read(ByteBuffer in, double[] out, int from, int n) {
            in.asDoubleBuffer().get(out, from, n);
            in.position(in.position() + 8 * n);
        }

        @Override
        double next(ByteBuffer in) {
            return in.getDouble();
        }
    },
    F32(4) {
        @Override
        double next(ByteBuffer in) {
            return in.getFloat();
        }
    },
    F16(2) {
        @Override
        double next(ByteBuffer in) {
            return half(in.getShort());
        }
    },
    /** The upper half of a float32. */
    BF16(2) {
        @Override
        double next(ByteBuffer in) {
            return Float.intBitsToFloat(in.getShort() << 16);
        }
    },
    I64(8) {
        @Override
        double next(ByteBuffer in) throws IOException {
            return exact(in.getLong(), false);
        }
    },
    I32(4) {
        @Override
        double next(ByteBuffer in) {
            return in.getInt();
        }
    },
    I16(2) {
        @Override
        double next(ByteBuffer in) {
            return in.getShort();
        }
    },
    I8(1) {
        @Override
        double next(ByteBuffer in) {
            return in.get();
        }
    },
    U64(8) {
        @Override
        double next(ByteBuffer in) throws IOException {
            return exact(in.getLong(), true);
        }
    },
    U32(4) {
        @Override
        double next(ByteBuffer in) {
            return Integer.toUnsignedLong(in.getInt());
        }
    },
    U16(2) {
        @Override
        double next(ByteBuffer in) {
            return Short.toUnsignedInt(in.getShort());
        }
    },
    U8(1) {
        @Override
        double next(ByteBuffer in) {
            return Byte.toUnsignedInt(in.get());
        }
    },
    BOOL(1) {
        @Override
        double next(ByteBuffer in) throws IOException {
            int value = Byte.toUnsignedInt(in.get());
            if (value > 1) {
                throw new IOException("a truth value of it is " + value + ", must be 0 or 1");
            }
            return value;
        }
    };

    private static final long EXACT = 1L << 53;

    /** Bytes of a number. */
    final int width;

    NumberType(int width) {
        this.width = width;
    }

    /**
     * Takes {@code n} numbers out of a buffer, whose byte order is theirs.
     *
     * @throws IOException if one of them is no double; the message says which rule is broken
     */
    void read(ByteBuffer in, double[] out, int from, int n) throws IOException {
        for (int i = from; i < from + n; i++) {
            out[i] = next(in);
        }
    }

    abstract double next(ByteBuffer in) throws IOException;

    private static double exact(long value, boolean unsigned) throws IOException {
        if (value > EXACT || value < -EXACT || unsigned && value < 0) {
            throw new IOException("an integer of it, " + (unsigned ? Long.toUnsignedString(value) : value)
                    + ", is beyond 2^53, and no double: convert with astype(float) where it was written");
        }
        return value;
    }

    /** IEEE 754 binary16: a sign, 5 bits of exponent and 10 of fraction. */
    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double size = switch (exponent) {
            case 0 -> fraction * 0x1p-24;
            case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb(0x400 + fraction, exponent - 25);
        };
        return bits < 0 ? -size : size;
    }
}
