namespace Chronote.Media.Flac;

/// <summary>One channel of a FLAC frame (RFC 9639 section 9.2).</summary>
internal static class FlacSubframe
{
    private const int LinearOrderMax = 32;

    /// <summary>Decodes into <paramref name="samples"/>, whose length is the block's.</summary>
    /// <returns>Null, or what is wrong. The end of the input shows only in <see cref="FlacBits.Overrun"/>.</returns>
    public static string? Read(ref FlacBits bits, Span<int> samples, int depth)
    {
        if (bits.Read(1) != 0)
            return "A FLAC subframe begins with a reserved bit.";
        var type = (int)bits.Read(6);
        // Section 9.2.2: low bits that are zero in the whole block are not stored.
        var wastedBits = bits.Read(1) == 0 ? 0 : bits.ReadUnary() + 1;
        if (wastedBits >= depth)
            return bits.Overrun ? null : "A FLAC subframe wastes all bits of its samples.";
        depth -= wastedBits;

        var problem = type switch
        {
            0 => Constant(ref bits, samples, depth),
            1 => Verbatim(ref bits, samples, depth),
            >= 8 and <= 12 => Fixed(ref bits, samples, depth, type - 8),
            >= 32 => Linear(ref bits, samples, depth, type - 31),
            _ => "A FLAC subframe has a reserved type.",
        };
        if (wastedBits > 0)
        {
            foreach (ref var sample in samples)
                sample <<= wastedBits;
        }

        return problem;
    }

    private static string? Constant(ref FlacBits bits, Span<int> samples, int depth)
    {
        samples.Fill(bits.ReadSigned(depth));
        return null;
    }

    private static string? Verbatim(ref FlacBits bits, Span<int> samples, int depth)
    {
        foreach (ref var sample in samples)
            sample = bits.ReadSigned(depth);
        return null;
    }

    // Section 9.2.5: polynomials of order 0 to 4. Wrong input may overflow; it wraps, and the checksum tells.
    private static string? Fixed(ref FlacBits bits, Span<int> samples, int depth, int order)
    {
        if (order > samples.Length)
            return "A FLAC subframe has more start values than samples.";
        for (var index = 0; index < order; index++)
            samples[index] = bits.ReadSigned(depth);
        if (Residual(ref bits, samples, order) is { } problem)
            return problem;
        for (var index = order; index < samples.Length; index++)
        {
            samples[index] += order switch
            {
                0 => 0,
                1 => samples[index - 1],
                2 => 2 * samples[index - 1] - samples[index - 2],
                3 => 3 * (samples[index - 1] - samples[index - 2]) + samples[index - 3],
                _ => 4 * (samples[index - 1] + samples[index - 3]) - 6 * samples[index - 2] - samples[index - 4],
            };
        }

        return null;
    }

    // Section 9.2.6.
    private static string? Linear(ref FlacBits bits, Span<int> samples, int depth, int order)
    {
        if (order > samples.Length)
            return "A FLAC subframe has more start values than samples.";
        for (var index = 0; index < order; index++)
            samples[index] = bits.ReadSigned(depth);
        var precision = (int)bits.Read(4) + 1;
        var shift = bits.ReadSigned(5);
        if (precision == 16 || shift < 0)
            return "A FLAC predictor has a reserved precision or a negative shift.";

        Span<long> coefficients = stackalloc long[LinearOrderMax];
        coefficients = coefficients[..order];
        for (var index = 0; index < order; index++)
            coefficients[order - 1 - index] = bits.ReadSigned(precision);
        if (Residual(ref bits, samples, order) is { } problem)
            return problem;
        for (var index = order; index < samples.Length; index++)
        {
            var past = samples.Slice(index - order, order);
            var sum = 0L;
            for (var tap = 0; tap < past.Length; tap++)
                sum += coefficients[tap] * past[tap];
            samples[index] += (int)(sum >> shift);
        }

        return null;
    }

    // Section 9.2.7: Rice codes in 2^order partitions, each with its own parameter or with plain numbers.
    private static string? Residual(ref FlacBits bits, Span<int> samples, int predictorOrder)
    {
        var method = bits.Read(2);
        if (method > 1)
            return "A FLAC residual has a reserved coding method.";
        var parameterBits = method == 0 ? 4 : 5;
        var escape = (1u << parameterBits) - 1;
        var partitions = 1 << (int)bits.Read(4);
        var partitionSamples = samples.Length / partitions;
        if (partitionSamples * partitions != samples.Length || partitionSamples < predictorOrder)
            return "A FLAC block cannot be divided into its partitions.";

        for (var partition = 0; partition < partitions && !bits.Overrun; partition++)
        {
            var start = partition == 0 ? predictorOrder : partition * partitionSamples;
            var values = samples[start..((partition + 1) * partitionSamples)];
            var parameter = bits.Read(parameterBits);
            if (parameter == escape)
            {
                var plainBits = (int)bits.Read(5);
                foreach (ref var value in values)
                    value = bits.ReadSigned(plainBits);
                continue;
            }

            foreach (ref var value in values)
            {
                var folded = ((uint)bits.ReadUnary() << (int)parameter) | bits.Read((int)parameter);
                value = (int)(folded >> 1) ^ -(int)(folded & 1);
            }
        }

        return null;
    }
}
