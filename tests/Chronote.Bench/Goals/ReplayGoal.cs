using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Chronote.Bench.Peers;
using Chronote.Bench.Replay;

namespace Chronote.Bench.Goals;

/// <summary>Three hours of four tracks, replayed through the API with text: what the server still uses at the end against what it used after ten minutes.</summary>
internal sealed class ReplayGoal : IGoal
{
    private static readonly string[] Voices = ["kal", "awb", "rms", "slt"];
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private const int Hours = 3;

    public string Name => "replay";

    public async Task<GoalResult?> Run()
    {
        var speakers = await Task.WhenAll(Voices.Select((voice, i) => Speech.Record(voice, i)));
        using var server = await ChronoteServer.Start(ChronoteServer.WordsEngine);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}"), Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ChronoteServer.Key(server));
        Say("just started", await MemorySample.Take(http));

        using var meeting = await ReplayedMeeting.Begin(server, http, speakers);
        var began = Stopwatch.GetTimestamp();
        await meeting.PlayTo(TenMinutes);
        await meeting.Quiet();
        var early = await MemorySample.Settled(http);
        Say("ten minutes", early);
        for (var hour = 1; hour <= Hours; hour++)
        {
            await meeting.PlayTo(hour * Hour);
            if (hour < Hours) Say($"{hour} h, text still behind", await MemorySample.Take(http));
        }
        await meeting.Quiet();
        var end = await MemorySample.Settled(http);
        Say($"{Hours} h", end);
        await meeting.Stop();
        var completed = await MemorySample.Settled(http);
        Say("completed", completed);

        var (segments, pending, dead) = await meeting.Outcome();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {meeting.Chunks} chunks, {meeting.Bytes / 1e6:0} MB, {segments} segments, {pending} pending, {dead} dead, in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
        return new GoalResult(Math.Max(end.UsedBytes, completed.UsedBytes) / (double)early.UsedBytes, Target: 1.1, Aim: 1, LowerIsBetter: true);
    }

    private static void Say(string when, MemorySample sample) => Console.WriteLine($"  {when,-24}{sample}");
}
