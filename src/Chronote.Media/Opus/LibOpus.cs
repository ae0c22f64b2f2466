using System.Reflection;
using System.Runtime.InteropServices;

namespace Chronote.Media.Opus;

/// <summary>libopus is not on this machine. The message says what to install.</summary>
public sealed class OpusLibraryMissing(string message) : Exception(message);

/// <summary>The functions of libopus that are called, found under the names the library has on each system.</summary>
internal static partial class LibOpus
{
    internal const int Ok = 0;
    internal const int SetBitrate = 4002;
    internal const int SetComplexity = 4010;
    internal const int SetDtx = 4016;
    internal const int GetLookahead = 4027;

    private const string Name = "opus";
    private static readonly string[] FileNames =
        ["libopus.so.0", "libopus.so", "libopus.0.dylib", "libopus.dylib", "opus.dll", "libopus-0.dll", "libopus"];

    static LibOpus() => NativeLibrary.SetDllImportResolver(typeof(LibOpus).Assembly, Resolve);

    [LibraryImport(Name, EntryPoint = "opus_encoder_create")]
    internal static partial nint EncoderCreate(int rateHz, int channels, int application, out int error);

    [LibraryImport(Name, EntryPoint = "opus_encoder_destroy")]
    internal static partial void EncoderDestroy(nint encoder);

    [LibraryImport(Name, EntryPoint = "opus_encode_float")]
    internal static partial int EncodeFloat(
        OpusEncoderHandle encoder, ref float pcm, int frameSamples, ref byte packet, int packetBytesMax);

    [LibraryImport(Name, EntryPoint = "opus_decoder_create")]
    internal static partial nint DecoderCreate(int rateHz, int channels, out int error);

    [LibraryImport(Name, EntryPoint = "opus_decoder_destroy")]
    internal static partial void DecoderDestroy(nint decoder);

    [LibraryImport(Name, EntryPoint = "opus_decode_float")]
    internal static partial int DecodeFloat(
        OpusDecoderHandle decoder, ref byte packet, int packetBytes, ref float pcm, int samplesMax, int correctErrors);

    /// <summary>Sets a number or fills a pointer of the encoder; <paramref name="argument"/> is either.</summary>
    internal static int EncoderControl(OpusEncoderHandle encoder, int request, nint argument) =>
        OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? EncoderControlOnStack(encoder, request, 0, 0, 0, 0, 0, 0, argument)
            : EncoderControlInRegisters(encoder, request, argument);

    [LibraryImport(Name, EntryPoint = "opus_encoder_ctl")]
    private static partial int EncoderControlInRegisters(OpusEncoderHandle encoder, int request, nint argument);

    // The function is variadic. Apple's arm64 convention passes variadic arguments on the stack, so the remaining registers are filled up
    // first.
    [LibraryImport(Name, EntryPoint = "opus_encoder_ctl")]
    private static partial int EncoderControlOnStack(
        OpusEncoderHandle encoder,
        int request,
        nint register2,
        nint register3,
        nint register4,
        nint register5,
        nint register6,
        nint register7,
        nint argument);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Name)
            return 0;
        foreach (var fileName in FileNames)
        {
            if (NativeLibrary.TryLoad(fileName, assembly, searchPath, out var library))
                return library;
        }

        throw new OpusLibraryMissing(
            "libopus was not found. Install it: 'apt install libopus0' (Debian, Ubuntu), 'dnf install opus' (Fedora), "
            + "'apk add opus' (Alpine), 'brew install opus' (macOS), or put opus.dll beside the program (Windows).");
    }
}

/// <summary>Owns an encoder of libopus.</summary>
internal sealed class OpusEncoderHandle : SafeHandle
{
    public OpusEncoderHandle(nint encoder)
        : base(0, ownsHandle: true) => SetHandle(encoder);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibOpus.EncoderDestroy(handle);
        return true;
    }
}

/// <summary>Owns a decoder of libopus.</summary>
internal sealed class OpusDecoderHandle : SafeHandle
{
    public OpusDecoderHandle(nint decoder)
        : base(0, ownsHandle: true) => SetHandle(decoder);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibOpus.DecoderDestroy(handle);
        return true;
    }
}
