using System.Buffers.Binary;
using Chronote.Media.Wav;
using Chronote.Recorder.Running;

namespace Chronote.Recorder.Demo;

/// <summary>One speaker's finished track.</summary>
internal sealed record SpokenTrack(string Speaker, string WavPath, long DurationSamples);

/// <summary>Speaks a conversation with flite and lays each voice onto a track of its own, all equally long.</summary>
internal sealed class Speech(string folder)
{
    private const int RateHz = 48_000;
    private const double TailSeconds = 1.5;

    public async Task<IReadOnlyList<SpokenTrack>> Speak(Conversation conversation)
    {
        Directory.CreateDirectory(folder);
        var lines = new List<(SpokenLine Line, short[] Samples)>();
        foreach (var line in conversation.Lines) lines.Add((line, await Speak(line.Text, conversation.Voices[line.Speaker])));
        var end = lines.Max(each => StartOf(each.Line) + each.Samples.Length) + (int)(TailSeconds * RateHz);
        var tracks = new List<SpokenTrack>();
        foreach (var speaker in conversation.Voices.Keys)
        {
            var mix = new short[end];
            var free = 0;
            foreach (var (line, samples) in lines.Where(each => each.Line.Speaker == speaker))
            {
                var start = StartOf(line);
                if (start < free) throw new FormatException($"{speaker} cannot begin '{line.Text}' at {line.At}: the line before is not finished.");
                samples.CopyTo(mix, start);
                free = start + samples.Length;
            }
            var path = Path.Combine(folder, $"{speaker}.wav");
            await Save(path, mix);
            tracks.Add(new SpokenTrack(speaker, path, mix.Length));
        }
        return tracks;
    }

    private static int StartOf(SpokenLine line) => (int)(line.At.TotalSeconds * RateHz);

    private async Task<short[]> Speak(string text, string voice)
    {
        string spoken = Path.Combine(folder, "line.wav"), resampled = Path.Combine(folder, "line48.wav");
        await ChildCommand.Run("flite", ["-voice", voice, "-t", text, "-o", spoken], "flite");
        await ChildCommand.Run("ffmpeg", ["-y", "-v", "error", "-i", spoken, "-ac", "1", "-ar", "48000", "-c:a", "pcm_s16le", "-bitexact", resampled], "ffmpeg");
        if (!WavFile.Read(await File.ReadAllBytesAsync(resampled)).TryGet(out var audio, out var fault))
            throw new CommandFailed(ExitCode.Failed, $"flite's speech cannot be read: {fault.Message}");
        File.Delete(spoken);
        File.Delete(resampled);
        return [.. audio.Values.ToArray().Select(value => (short)(value * short.MaxValue))];
    }

    private static async Task Save(string path, short[] samples)
    {
        var bytes = new byte[WavWriter.HeaderBytes + samples.Length * 2];
        WavWriter.Header(bytes, RateHz, channels: 1, samples.Length * 2);
        for (var at = 0; at < samples.Length; at++) BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(WavWriter.HeaderBytes + at * 2), samples[at]);
        await File.WriteAllBytesAsync(path, bytes);
    }
}
