namespace Chronote.Crash.Power.Tracing;

/// <summary>A system call that succeeded and that changes files, their names, or what of them is durable.</summary>
internal abstract record SystemCall(int Thread)
{
    public sealed record Open(int Thread, string Path, bool Creates, bool Truncates, int Descriptor) : SystemCall(Thread);

    public sealed record Close(int Thread, int Descriptor) : SystemCall(Thread);

    public sealed record Write(int Thread, int Descriptor, long Offset, byte[] Bytes) : SystemCall(Thread);

    /// <summary>Cuts the file, or extends it by zeros.</summary>
    public sealed record Resize(int Thread, int Descriptor, long LengthBytes) : SystemCall(Thread);

    public sealed record Sync(int Thread, int Descriptor) : SystemCall(Thread);

    public sealed record Rename(int Thread, string From, string To) : SystemCall(Thread);

    public sealed record Remove(int Thread, string Path) : SystemCall(Thread);

    public sealed record MakeFolder(int Thread, string Path) : SystemCall(Thread);

    /// <summary>One that the model does not know; it must not concern the story's files.</summary>
    public sealed record Unknown(int Thread, string Name, int? Descriptor, string? Path) : SystemCall(Thread);
}

/// <summary>A call as it begins or as it has ended. What happens between the two on other threads may be before or after it.</summary>
internal sealed record TraceStep(SystemCall Call, bool HasEnded);
