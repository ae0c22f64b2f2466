using System.ComponentModel;
using System.Diagnostics;

namespace Chronote.Recorder.Capture;

/// <summary>One ffmpeg child process and the samples it writes.</summary>
internal sealed class FfmpegCapture : ICapture
{
    private const int MessageCharactersMax = 300;

    private readonly Process process;
    private readonly Task<string> lastWords;

    public FfmpegCapture(Process process)
    {
        this.process = process;
        process.StandardInput.Close();
        lastWords = LastLine(process.StandardError);
    }

    public string? EndedBecause { get; private set; }

    public async ValueTask<int> Read(Memory<byte> pcm, CancellationToken cancel)
    {
        var stream = process.StandardOutput.BaseStream;
        var read = await stream.ReadAsync(pcm, cancel);
        // A sample is two bytes, and a pipe may break off between them.
        if (read % 2 == 1) read += await stream.ReadAtLeastAsync(pcm.Slice(read, 1), 1, throwOnEndOfStream: false, cancel);
        if (read > 1) return read & ~1;
        await process.WaitForExitAsync(cancel);
        var words = await lastWords;
        if (process.ExitCode != 0 || words.Length > 0) EndedBecause = words.Length > 0 ? words : $"ffmpeg ended with code {process.ExitCode}";
        return 0;
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // it has ended by itself
        }
        process.Dispose();
        return ValueTask.CompletedTask;
    }

    // Read to its end, or ffmpeg would stop when the pipe is full; only the end is kept.
    private static async Task<string> LastLine(StreamReader errors)
    {
        var last = "";
        try
        {
            while (await errors.ReadLineAsync() is { } line)
                if (line.Trim() is { Length: > 0 } text) last = text[..Math.Min(text.Length, MessageCharactersMax)];
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // the process was ended from here
        }
        return last;
    }
}
