using Chronote.Client.Server;
using Chronote.Client.Spool;
using Chronote.Client.Timeline;
using Chronote.Wire;

namespace Chronote.Client.Upload;

/// <summary>What an upload is made of besides its spool.</summary>
public sealed record UploadParts(
    IChunkServer Server, ILedger Ledger, TimeProvider Time, Random Random, UploadLimits Limits, Action<UploadNews> Tell, Action<string> Say);

/// <summary>
/// Everything of one meeting between this machine's spool and the server: creates the meeting, keeps the timeline's anchor fresh, runs an
/// uploader per track, and stops the meeting at the end. All calls on one <see cref="SynchronizationContext"/>.
/// </summary>
public sealed class MeetingUpload
{
    private const int QuestionsPerMeasurement = 8;
    private static readonly TimeSpan RefineEvery = TimeSpan.FromSeconds(30);

    private readonly MeetingFolder folder;
    private readonly UploadParts parts;
    private readonly ClockAsker asker;
    private readonly List<TrackUploader> uploaders = [];
    private readonly List<Task> late = [];
    private readonly TaskCompletionSource noMoreTracks = new();
    private readonly Backoff backoff;
    private Action<TrackUploader>? begin;
    private bool noMoreChunks;

    public MeetingUpload(MeetingFolder folder, UploadParts parts)
    {
        (this.folder, this.parts) = (folder, parts);
        backoff = new Backoff(parts.Random);
        asker = new ClockAsker(parts.Server, parts.Time, parts.Time.GetTimestamp());
        Clock = new TimelineClock(asker.NowSamples, Samples.Of(parts.Time.GetUtcNow() - folder.Journal.TimelineZeroAt));
        foreach (var track in folder.Tracks) Add(track);
    }

    public TimelineClock Clock { get; }

    /// <summary>This machine's monotonic clock in 48 kHz samples, as <see cref="Clock"/> understands it.</summary>
    public long NowSamples => asker.NowSamples;

    /// <summary>The same clock at a <see cref="TimeProvider.GetTimestamp"/> of its time provider.</summary>
    public long SamplesAt(long timestamp) => asker.SamplesAt(timestamp);

    /// <summary>The timeline's present place, 48 kHz samples.</summary>
    public long NowOnTimeline => Math.Max(0, Clock.At(asker.NowSamples));

    public string? Meeting => folder.Journal.Meeting;

    /// <summary>The meeting as the server showed it last.</summary>
    public MeetingView? View { get; private set; }

    /// <summary>Tracks may come while it runs, also when there is none yet: <see cref="Run"/> goes on until <see cref="NoMoreChunks"/>.</summary>
    public bool TracksMayCome { get; init; }

    /// <summary>Adds a track, before <see cref="Run"/> or while it runs.</summary>
    public void Add(TrackSpool spool)
    {
        if (uploaders.Exists(each => each.Track == spool.Track)) return;
        var uploader = new TrackUploader(
            spool, parts.Server, parts.Ledger, parts.Limits, parts.Time, parts.Random, () => Clock.EstimateErrorSamples, parts.Tell);
        uploaders.Add(uploader);
        if (noMoreChunks) uploader.NoMoreChunks();
        begin?.Invoke(uploader);
    }

    /// <summary>Creates or finds the meeting and measures the clock, once, without insisting.</summary>
    /// <returns>Null when it worked; else why not, to be tried again or told.</returns>
    public async Task<Answer<MeetingView>?> TryConnect(CancellationToken cancel)
    {
        var answer = Meeting is { } known
            ? await parts.Server.Meeting(known, cancel)
            : await parts.Server.Create(folder.Journal.Request, folder.Journal.IdempotencyKey, cancel);
        if (answer is not Answer<MeetingView>.Ok { Value: var view }) return answer;
        View = view;
        if (await asker.Ask(view.Id, QuestionsPerMeasurement, cancel) is not { } best)
            return new Answer<MeetingView>.Unknown("The server's clock did not answer");
        try
        {
            await Learn(view, best);
            return null;
        }
        catch (IOException failure)
        {
            return new Answer<MeetingView>.Unknown($"the spool's disk refused what the server answered: {failure.Message}");
        }
    }

    /// <summary>Works until every track is delivered after <see cref="NoMoreChunks"/>; then stops the meeting when that is wanted.</summary>
    public async Task Run(CancellationToken cancel)
    {
        while (Clock.IsEstimated || Meeting is null)
        {
            var failure = await TryConnect(cancel);
            if (failure is null) break;
            if (failure is Answer<MeetingView>.Refused && backoff.FailuresInRow == 0) parts.Say(NotConnected(failure));
            await Pause(failure, cancel);
        }
        backoff.Succeeded();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var refining = Refine(over.Token);
        begin = uploader => late.Add(uploader.Run(Meeting!, cancel));
        await Task.WhenAll(uploaders.Select(each => each.Run(Meeting!, cancel)));
        if (TracksMayCome) await noMoreTracks.Task.WaitAsync(cancel);
        for (var ended = 0; ended < late.Count; ended++) await late[ended];
        begin = null;
        over.Cancel();
        await refining;
        if (folder.Journal is { StopWanted: true, Stopped: false }) await Stop(cancel);
    }

    /// <summary>No track will get more chunks.</summary>
    public void NoMoreChunks()
    {
        noMoreChunks = true;
        foreach (var uploader in uploaders) uploader.NoMoreChunks();
        noMoreTracks.TrySetResult();
    }

    /// <summary>The user ended the recording: after the last chunk the meeting is stopped. Durable, so a later run of the spool does it too.</summary>
    public Task WantStop() => folder.Save(journal => journal with { StopWanted = true });

    /// <summary>Says what a refusal at the beginning means for the recording.</summary>
    public static string NotConnected(Answer<MeetingView> failure) => failure is Answer<MeetingView>.Refused { Problem: var problem }
        ? problem.Status switch
        {
            403 => "The key may not record: its scope is too small (CHRONOTE_ApiKey or CHRONOTE_ApiKey_FILE). What is recorded is kept on this disk until it does.",
            401 => "The server does not accept the key: check CHRONOTE_ApiKey or CHRONOTE_ApiKey_FILE. What is recorded is kept on this disk until it does.",
            404 => "The server does not know this meeting, or it belongs to another key. What is recorded is kept on this disk.",
            _ => $"The server will not open the meeting: {failure.Describe()}. What is recorded is kept on this disk.",
        }
        : $"Not connected yet ({failure.Describe()}). What is recorded is kept on this disk and delivered as soon as it does.";

    private async Task Learn(MeetingView view, ClockRound best)
    {
        var isNew = Meeting is null;
        var beganBefore = isNew && folder.Tracks.Any(track => track.Journal.Runs.Count > 0);
        // A meeting that began before the server knew of it keeps its own beginning: the server's clock is read with an offset.
        var offset = beganBefore ? Clock.At(best.MiddleSamples) - best.TimelineSamples : folder.Journal.TimelineOffsetSamples;
        Measured(best with { TimelineSamples = best.TimelineSamples + offset });
        var zeroAt = parts.Time.GetUtcNow() - Samples.ToTime(Clock.At(asker.NowSamples));
        await folder.Save(journal => journal with { Meeting = view.Id, TimelineOffsetSamples = offset, TimelineZeroAt = zeroAt });
    }

    private async Task Refine(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await Task.Delay(RefineEvery, parts.Time, cancel);
                if (await asker.Ask(Meeting!, QuestionsPerMeasurement, cancel) is { } best)
                    Measured(best with { TimelineSamples = best.TimelineSamples + folder.Journal.TimelineOffsetSamples });
            }
        }
        catch (OperationCanceledException)
        {
            // the end of the upload
        }
    }

    private void Measured(ClockRound best)
    {
        if (Clock.Measured(best)) parts.Say("This machine's clock stood still or was set (was it asleep?). The place of what follows was measured anew.");
    }

    private async Task Stop(CancellationToken cancel)
    {
        var last = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var track in folder.Tracks)
            if (track.Journal is { TakenOverByEpoch: null, Runs: [.., { Epoch: not null } run] } journal)
                last[track.Track] = journal.NextNumber - 1 + run.SeqShift;
        var request = new StopMeeting(last);
        while (true)
        {
            var answer = await parts.Server.Stop(Meeting!, request, cancel);
            switch (answer)
            {
                case Answer<MeetingView>.Ok { Value: var view }:
                    View = view;
                    await NoteStopped();
                    return;
                case Answer<MeetingView>.Refused { Problem.Code: ProblemCodes.LastSeqBehind or ProblemCodes.LastSeqNamed } when request.Tracks is not null:
                    // Somebody else wrote to one of the tracks after us, or stopped it elsewhere: who stops then cannot know where it ends.
                    request = new StopMeeting();
                    break;
                case Answer<MeetingView>.Refused:
                    parts.Say($"The server would not stop the meeting: {answer.Describe()}");
                    await NoteStopped();
                    return;
                default:
                    await Pause(answer, cancel);
                    break;
            }
        }
    }

    private async Task NoteStopped()
    {
        try
        {
            await folder.Save(journal => journal with { Stopped = true });
        }
        catch (IOException failure)
        {
            parts.Say($"The meeting is stopped, but the spool's disk refused to note it: {failure.Message}. The next run stops it once more, which changes nothing.");
        }
    }

    private Task Pause(Answer<MeetingView> failure, CancellationToken cancel)
    {
        var wait = backoff.Failed();
        if (failure is Answer<MeetingView>.Busy { RetryAfter: var asked } && asked > wait) wait = asked;
        return Task.Delay(wait, parts.Time, cancel);
    }
}
