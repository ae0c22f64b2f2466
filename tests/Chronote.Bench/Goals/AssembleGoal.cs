using System.Diagnostics;
using System.Globalization;
using Chronote.Bench.Load;
using Chronote.Media.Opus;
using Chronote.Media.Timeline;

namespace Chronote.Bench.Goals;

/// <summary>Ten hours in 10 s chunks, from chunk files to one file, against ffmpeg's concat demuxer copying the same files.</summary>
internal sealed class AssembleGoal : IGoal
{
    private const int Chunks = 3_600;
    private const long ChunkSamples = 480_000;
    private const int Rounds = 3;

    public string Name => "assemble";

    public async Task<GoalResult?> Run()
    {
        var folder = Directory.CreateTempSubdirectory("chronote-bench-").FullName;
        try
        {
            var samples = SampleChunks.Make(64, packets: 500);
            for (var i = 0; i < Chunks; i++) await File.WriteAllBytesAsync(Path.Combine(folder, $"{i}.ogg"), samples[i % samples.Count].Bytes);
            await File.WriteAllLinesAsync(Path.Combine(folder, "list.txt"), Enumerable.Range(0, Chunks).Select(i => $"file '{i}.ogg'"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Chunks} chunks of 10 s, {(double)Chunks * samples[0].Bytes.Length / 1e6:0} MB"));
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                theirs.Add(await Ffmpeg(folder));
                ours.Add(await Chronote(folder));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ffmpeg -f concat -c copy {theirs[^1]:0.00} s   chronote {ours[^1]:0.00} s"));
            }
            return new GoalResult(Median(theirs) / Median(ours), Target: 5, Aim: 25);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> Chronote(string folder)
    {
        var began = Stopwatch.GetTimestamp();
        await using (var output = File.Create(Path.Combine(folder, "chronote.out")))
            await TimelineFile.Write(new TimelineTrack(1, 1, OpusTags.Chronote), Chunks * ChunkSamples, Read(folder), output);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async IAsyncEnumerable<TimelineChunk> Read(string folder)
    {
        for (var i = 0; i < Chunks; i++)
            yield return new TimelineChunk(i, i * ChunkSamples, await File.ReadAllBytesAsync(Path.Combine(folder, $"{i}.ogg")));
    }

    private static async Task<double> Ffmpeg(string folder)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", "-v error -y -f concat -safe 0 -i list.txt -c copy ffmpeg.ogg") { WorkingDirectory = folder })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException("ffmpeg failed.");
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
