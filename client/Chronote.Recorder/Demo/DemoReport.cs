using Chronote.Client;
using Chronote.Client.Server;
using Chronote.Client.Timeline;
using Chronote.Media.Ogg;
using Chronote.Recorder.Record;
using Chronote.Recorder.Running;
using Chronote.Recorder.Terminal;
using Chronote.Recorder.Verify;
using Chronote.Wire;

namespace Chronote.Recorder.Demo;

/// <summary>What became of the conversation, checked against what was spoken and against the ledger kept outside the server.</summary>
/// <param name="folder">Where the finished files go.</param>
internal sealed class DemoReport(ChronoteClient client, IScreen screen, TimeProvider time, string meeting, string folder)
{
    private const double WordErrorRateMax = 0.25;
    private static readonly TimeSpan DurationErrorMax = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan TextWithin = TimeSpan.FromMinutes(5);

    private bool good = true;

    /// <returns>True when everything that was asked for holds.</returns>
    public async Task<bool> Make(
        Conversation conversation, IReadOnlyList<SpokenTrack> tracks, IReadOnlyList<LedgerLine> ledger, LiveDelays delays, bool isCrash)
    {
        var view = await AllText();
        var transcript = Value(await client.Transcript(meeting));
        screen.Print("\nNotes\n");
        var notes = Value(await client.NotesText(meeting, "md"));
        screen.Print(notes.TrimEnd());

        screen.Print("\nProof");
        var proofs = await new VerifyCommand(client, screen).Online(meeting, folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.md"), notes);
        await File.WriteAllTextAsync(Path.Combine(folder, "transcript.txt"), Value(await client.TranscriptText(meeting, "txt")));

        screen.Print("");
        Words(conversation, transcript);
        await Durations(tracks);
        Ledger(ledger, proofs, await new SavedMeeting(folder).Manifest(), isCrash);
        Check(view.PendingChunks == 0 && view.DeadChunks == 0, $"Transcribed: all chunks but {view.PendingChunks} open and {view.DeadChunks} given up");
        screen.Print($"Lag: {delays}");
        return good;
    }

    // A machine that is slower than the deadline completes the meeting first and amends it when the text is there.
    private async Task<MeetingView> AllText()
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var view = Value(await client.Meeting(meeting));
            if (view.PendingChunks == 0 || time.GetElapsedTime(began) > TextWithin) return view;
            await Task.Delay(TimeSpan.FromSeconds(1), time);
        }
    }

    private void Words(Conversation conversation, TranscriptView transcript)
    {
        var all = new WordErrorRate(0, 0);
        foreach (var speaker in conversation.Voices.Keys)
        {
            var heard = transcript.Segments.Where(segment => segment.Track == speaker && segment.Suppressed is null).OrderBy(segment => segment.Start);
            var rate = WordErrorRate.Of(conversation.TextOf(speaker), string.Join(' ', heard.Select(segment => segment.Text)));
            all += rate;
            screen.Print($"Word error rate of {speaker}: {rate}");
        }
        Check(all.Rate < WordErrorRateMax, $"Word error rate: {all}, bound {WordErrorRateMax:P0}");
    }

    private async Task Durations(IReadOnlyList<SpokenTrack> tracks)
    {
        foreach (var track in tracks)
        {
            var path = Path.Combine(folder, "audio", $"{track.Speaker}.ogg");
            var file = File.Exists(path) ? await File.ReadAllBytesAsync(path) : [];
            if (!OggOpusChunk.Read(file).TryGet(out var audio, out var fault))
            {
                Check(false, $"Duration of {track.Speaker}: its file cannot be read: {fault.Message}");
                continue;
            }
            var error = Samples.ToTime(audio.DurationSamples - track.DurationSamples);
            Check(error.Duration() <= DurationErrorMax, $"Duration of {track.Speaker}: {Samples.ToTime(audio.DurationSamples).TotalSeconds:0.000} s, {error.TotalMilliseconds:+0.0;-0.0;0.0} ms off");
        }
    }

    private void Ledger(IReadOnlyList<LedgerLine> ledger, IReadOnlyList<TrackProof> proofs, ManifestPage manifest, bool isCrash)
    {
        var acknowledged = ledger.Select(line => (line.Track, line.Seq, line.Digest)).ToHashSet();
        var stored = manifest.Tracks.SelectMany(track => track.Chunks.Select(chunk => (track.Track, chunk.Seq, chunk.Digest))).ToHashSet();
        var lost = acknowledged.Count(line => !stored.Contains(line)) + proofs.Sum(proof => proof.Report.Lost.Count);
        var doubled = proofs.Sum(proof => proof.Report.Doubled.Count);
        var found = proofs.Sum(proof => proof.Report.FoundOnce);
        var unknown = stored.Count(chunk => !acknowledged.Contains(chunk));
        var line = $"acknowledged {acknowledged.Count}, in the final files {found}, lost {lost}, doubled {doubled}";
        Check(lost == 0 && doubled == 0 && unknown == 0 && found == acknowledged.Count && found > 0 && proofs.All(proof => proof.Holds),
            $"Ledger: {line}{(unknown > 0 ? $", stored without an acknowledgement heard {unknown}" : "")}{(isCrash ? ", after four kills" : "")}");
    }

    private void Check(bool holds, string sentence)
    {
        screen.Print($"{(holds ? "ok  " : "FAIL")} {sentence}");
        good &= holds;
    }

    private static T Value<T>(Answer<T> answer) => answer is Answer<T>.Ok { Value: var value }
        ? value
        : throw new CommandFailed(ExitCode.Failed, $"The server did not answer as it should: {answer.Describe()}");
}
