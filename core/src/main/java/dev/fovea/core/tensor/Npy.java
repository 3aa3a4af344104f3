package dev.fovea.core.tensor;

import dev.fovea.autodiff.graph.HalfFloat;
import dev.fovea.core.FoveaException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** NumPy's {@code .npy} format, versions 1 to 3; reads float and integer arrays in C order as float32, writes float32. */
public final class Npy {
    /** Largest file read, in bytes. */
    private static final long LIMIT = 1L << 30;

    /** An array's header has a hundred bytes. */
    private static final int HEADER_LIMIT = 1 << 16;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr':\\s*'([<>|=])([fiu])([1-9])'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([\\d,\\s]*)\\)");

    private Npy() {}

    /**
     * Reads an array.
     *
     * @throws FoveaException if the file is missing, larger than 1 GiB, or not a numeric array in C order
     */
    public static Tensor read(Path file) {
        try {
            long size = Files.size(file);
            if (size > LIMIT) {
                throw new FoveaException(
                        "'%s' is %d bytes; arrays up to %d bytes are read".formatted(file, size, LIMIT));
            }
            return parse(file, ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new FoveaException("Cannot read the array '%s': no such readable file".formatted(file), e);
        }
    }

    private static Tensor parse(Path file, ByteBuffer in) {
        in.order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[MAGIC.length];
        if (in.remaining() < 12) {
            throw broken(file, "it is only %d bytes long".formatted(in.remaining()));
        }
        in.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw broken(file, "it does not start with NumPy's magic bytes");
        }
        int version = in.get() & 0xFF;
        in.get();
        if (version < 1 || version > 3) {
            throw broken(file, "it is of version %d; 1 to 3 are read".formatted(version));
        }
        int length = version == 1 ? in.getShort() & 0xFFFF : in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw broken(file, "its header is cut off");
        }
        if (length > HEADER_LIMIT) {
            throw broken(file, "its header has %d bytes; up to %d are read".formatted(length, HEADER_LIMIT));
        }
        byte[] headerBytes = new byte[length];
        in.get(headerBytes);
        String header = new String(headerBytes, StandardCharsets.UTF_8);
        Matcher descr = match(DESCR, header, file, "a plain float or integer type");
        if (match(ORDER, header, file, "'fortran_order'").group(1).equals("True")) {
            throw broken(file, "it is in Fortran order; save numpy.ascontiguousarray(x)");
        }
        long[] shape;
        try {
            shape = Arrays.stream(match(SHAPE, header, file, "'shape'").group(1).split(","))
                    .map(String::trim)
                    .filter(s -> !s.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (NumberFormatException e) {
            throw broken(file, "its header does not give 'shape' in whole numbers");
        }
        in.order(descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        return elements(file, in, shape, descr.group(2), Integer.parseInt(descr.group(3)));
    }

    private static Tensor elements(Path file, ByteBuffer in, long[] shape, String kind, int bytes) {
        BigInteger needed = BigInteger.valueOf(bytes);
        for (long n : shape) {
            needed = needed.multiply(BigInteger.valueOf(n));
        }
        if (!needed.equals(BigInteger.valueOf(in.remaining()))) {
            throw broken(
                    file,
                    "shape %s needs %d bytes, found %d".formatted(Arrays.toString(shape), needed, in.remaining()));
        }
        float[] values = new float[in.remaining() / bytes];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (kind + bytes) {
                case "f4" -> in.getFloat();
                case "f8" -> (float) in.getDouble();
                case "i1" -> in.get();
                case "u1" -> in.get() & 0xFF;
                case "i2" -> in.getShort();
                case "u2" -> in.getShort() & 0xFFFF;
                case "i4" -> in.getInt();
                case "u4" -> in.getInt() & 0xFFFFFFFFL;
                case "i8" -> in.getLong();
                case "u8" -> new BigInteger(Long.toUnsignedString(in.getLong())).floatValue();
                case "f2" -> HalfFloat.fromHalf(in.getShort());
                default -> throw broken(file, "elements of type '%s%d' are not read".formatted(kind, bytes));
            };
        }
        return new Tensor(shape, values);
    }

    private static Matcher match(Pattern pattern, String header, Path file, String what) {
        Matcher m = pattern.matcher(header);
        if (!m.find()) {
            throw broken(file, "its header does not give " + what);
        }
        return m;
    }

    private static FoveaException broken(Path file, String why) {
        return new FoveaException("'%s' is not a .npy array that can be read: %s".formatted(file, why));
    }

    /** The array as the bytes of a version 1 {@code .npy} file. */
    public static byte[] toBytes(Tensor tensor) {
        String shape = LongStream.of(tensor.shape()).mapToObj(Long::toString).collect(Collectors.joining(", "));
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s%s), }"
                .formatted(shape, tensor.rank() == 1 ? "," : "");
        int unpadded = MAGIC.length + 4 + header.length() + 1;
        String padded = header + " ".repeat((64 - unpadded % 64) % 64) + "\n";
        ByteBuffer out = ByteBuffer.allocate(MAGIC.length + 4 + padded.length() + 4 * tensor.values().length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded.length());
        out.put(padded.getBytes(StandardCharsets.US_ASCII));
        out.asFloatBuffer().put(tensor.values());
        return out.array();
    }
}
