using Chronote.Client.Server;
using Chronote.Client.Spool;
using Chronote.Client.Timeline;
using Chronote.Client.Upload;
using Chronote.Discord;
using Chronote.Discord.Voice;
using Chronote.Wire;
using static Chronote.Silo.Discord.Recording.RecordingLimits;

namespace Chronote.Silo.Discord.Recording;

/// <summary>
/// Records one voice session into the tracks of one meeting: a track per user, by the recorder's own spool and upload. Told by a receiver, which it never
/// holds up; everything else happens a few times a second on a context of its own. Whatever storage does, what was heard is on this machine's disk within
/// half a second, or noted as a gap.
/// </summary>
internal sealed partial class GuildRecording : IVoiceSink
{
    private readonly RecordingOrder order;
    private readonly RecordingParts parts;
    private readonly MeetingFolder folder;
    private readonly MeetingUpload upload;
    private readonly PoolContext context;
    private readonly HandOver handOver = new();
    private readonly Dictionary<Snowflake, Speaker> speakers = [];
    private readonly CancellationTokenSource ended = new();
    private readonly Interruptions interruptions;
    private readonly MeetingKeeping keeping;
    private Task turning = Task.CompletedTask;
    private Task delivering = Task.CompletedTask;
    private readonly HashSet<Snowflake> heardElsewhere = [];
    private long optedOut, paused, unstored, malformed, overflowNoted;
    private long aliveAt;
    private bool isEnding;
    private Task notingAlive = Task.CompletedTask;
    private DateTimeOffset roomAskedAt;

    private GuildRecording(RecordingOrder order, RecordingParts parts, MeetingFolder folder, PoolContext context, DateTimeOffset? heardUntil)
    {
        (this.order, this.parts, this.folder, this.context) = (order, parts, folder, context);
        upload = new MeetingUpload(folder, new UploadParts(parts.Server, new NoLedger(), parts.Time, parts.Random, new UploadLimits(), Hear, Say)) { TracksMayCome = true };
        keeping = new MeetingKeeping(order, parts, folder, upload, SpoolIsFull);
        interruptions = new Interruptions(parts.Time, heardUntil, (since, reason) =>
        {
            foreach (var speaker in speakers.Values) speaker.Keeper.GapUntilNow(since, reason);
        });
        foreach (var track in folder.Tracks)
            if (Snowflake.TryParse(track.Track, out var user)) speakers[user] = NewSpeaker(user, track);
    }

    /// <summary>Another receiver has the meeting's tracks: nothing more is recorded here, and the recording wants to be let go.</summary>
    public bool IsTakenOver { get; private set; }

    /// <summary>The meeting takes nothing any more: stopped, cancelled or deleted elsewhere.</summary>
    public bool IsOver { get; private set; }

    /// <summary>There is no room for more on this machine; what is heard meanwhile becomes a gap.</summary>
    public bool IsSpoolFull { get; private set; }

    public bool IsPaused => interruptions.IsPaused;

    /// <summary>Since when it listens; null while nothing can be heard.</summary>
    public DateTimeOffset? ListeningSince => interruptions.ListeningSince;

    /// <summary>
    /// Takes the meeting's folder, or begins one, seals and keeps what a killed process left open there, and begins to deliver. Throws
    /// <see cref="IOException"/> when the disk refuses or another process has the folder.
    /// </summary>
    public static Task<GuildRecording> Open(RecordingOrder order, RecordingParts parts)
    {
        var context = new PoolContext();
        return context.Run(async () =>
        {
            var folder = await LeftBehind.Take(order, parts, Tell);
            try
            {
                var recovered = 0;
                foreach (var track in folder.Tracks) recovered += await LeftOpen.Recover(parts.Files, $"{folder.Folder}/{track.Track}", track, Tell);
                if (recovered > 0) LogRecovered(parts.Log, order.Meeting, recovered);
                // The newer of two signs: somebody else may have listened since this machine did.
                var here = await AliveFile.Read(parts.Files, folder.Folder);
                var recording = new GuildRecording(order, parts, folder, context, here is null || order.HeardUntil > here ? order.HeardUntil : here);
                await recording.Begin();
                return recording;
            }
            catch
            {
                folder.Dispose();
                throw;
            }
        });

        void Tell(string text) => LogSaid(parts.Log, order.Meeting, text);
    }

    void IVoiceSink.Packet(in VoicePacket packet) => handOver.Packet(packet);

    void IVoiceSink.Happened(VoiceEvent happened) => handOver.Happened(happened);

    /// <summary>From now on what is heard is discarded, and the stretch noted as paused.</summary>
    public Task Pause() => context.Run(() =>
    {
        Drain();
        foreach (var speaker in speakers.Values) speaker.Seal();
        interruptions.Pause();
        return Task.CompletedTask;
    });

    public Task Resume() => context.Run(() =>
    {
        Drain();
        interruptions.Resume();
        return Task.CompletedTask;
    });

    /// <summary>Ends the recording: what was heard is sealed and delivered, and the meeting is stopped with the last numbers.</summary>
    /// <param name="patience">How long to wait for the delivery; what is left then stays in the spool for <see cref="LeftBehind"/>.</param>
    /// <returns>True when everything was delivered and the meeting stopped.</returns>
    public Task<bool> Stop(TimeSpan patience) => End(stops: true, patience);

    /// <summary>Lets go of the meeting without stopping it, as when this process ends: another receiver may go on with it.</summary>
    /// <returns>True when everything was delivered.</returns>
    public Task<bool> Detach(TimeSpan patience) => End(stops: false, patience);

    /// <summary>What is known of each speaker now.</summary>
    public Task<IReadOnlyList<SpeakerFacts>> Facts() => context.Run(() => Task.FromResult<IReadOnlyList<SpeakerFacts>>([.. speakers.Values.Select(each => each.Facts)]));

    public Task<RecordingFigures> Figures() => context.Run(() => Task.FromResult(CountedNow()));

    /// <summary>One turn and what it writes, awaited: for tests that move the clock themselves.</summary>
    internal Task TurnNow() => context.Run(async () =>
    {
        Turn();
        await Task.WhenAll(speakers.Values.Select(each => each.Keeper.Writing));
    });

    /// <summary>Vanishes as a killed process does: nothing is sealed, written or told any more.</summary>
    internal Task Die() => context.Run(async () =>
    {
        ended.Cancel();
        await Task.WhenAll(turning, delivering, notingAlive);
        await Task.WhenAll(speakers.Values.Select(each => each.Keeper.Writing));
        folder.Dispose();
    });

    private async Task Begin()
    {
        await LeftBehind.TakeBack(folder, order, parts.Server, ended.Token);
        await upload.TryConnect(ended.Token);
        foreach (var track in upload.View?.Tracks ?? [])
            if (Snowflake.TryParse(track.Track, out var user) && !speakers.ContainsKey(user)) heardElsewhere.Add(user);
        delivering = Deliver();
        turning = Turns();
    }

    private async Task Deliver()
    {
        try
        {
            await upload.Run(ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // let go of
        }
        catch (Exception mistake)
        {
            LogMistake(parts.Log, order.Meeting, mistake); // what is heard is kept on this disk, and delivered at the next start
        }
    }

    private async Task Turns()
    {
        try
        {
            while (true)
            {
                await Task.Delay(TurnEvery, parts.Time, ended.Token);
                TurnOrTell();
            }
        }
        catch (OperationCanceledException)
        {
            // the end
        }
    }

    // A mistake of ours in one turn must not end the recording of everybody.
    private void TurnOrTell()
    {
        try
        {
            Turn();
        }
        catch (Exception mistake)
        {
            LogMistake(parts.Log, order.Meeting, mistake);
        }
    }

    private void Turn()
    {
        Drain();
        var now = NowSamples;
        foreach (var speaker in speakers.Values) speaker.Pass(now);
        LookForRoom();
        if (parts.Time.GetElapsedTime(aliveAt) < AliveEvery || !notingAlive.IsCompleted) return;
        aliveAt = parts.Time.GetTimestamp();
        notingAlive = NoteAlive();
    }

    private void Drain()
    {
        var batch = handOver.Take();
        var now = NowSamples;
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch.At(i, out var packet) is { } happened) Apply(happened);
            else Take(packet, now);
        }
        if (handOver.Overflowed is var overflowed && overflowed == overflowNoted) return;
        LogOverflow(parts.Log, order.Meeting, overflowed - overflowNoted);
        overflowNoted = overflowed;
    }

    private void Take(in VoicePacket packet, long now)
    {
        if (isEnding || IsTakenOver || IsOver) return;
        var known = speakers.GetValueOrDefault(packet.User);
        if (interruptions.IsPaused || IsSpoolFull)
        {
            if (interruptions.IsPaused) paused++;
            else unstored++;
            known?.LeftOut();
        }
        else if (parts.IsOptedOut(packet.User))
        {
            optedOut++;
            known?.OptedOut();
        }
        else if (Media.Opus.OpusPacket.Measure(packet.Opus, out _) is not null) malformed++;
        else SpeakerOf(packet.User)?.Packet(packet, ToSamples(packet.Arrived), now);
    }

    private void Apply(VoiceEvent happened)
    {
        if (happened is VoiceEvent.Connected)
            foreach (var speaker in speakers.Values) speaker.NewSession();
        if (happened is VoiceEvent.Dropped { User: { } user, Reason: DropReason.NoKey or DropReason.Forged or DropReason.Plain } dropped && !parts.IsOptedOut(user))
            SpeakerOf(user)?.Undecryptable(dropped.Packets);
        interruptions.Apply(happened);
    }

    private Speaker? SpeakerOf(Snowflake user)
    {
        if (speakers.TryGetValue(user, out var known)) return known;
        if (speakers.Count >= SpeakersMax) return null;
        var speaker = speakers[user] = NewSpeaker(user, null);
        // The receiver whose place this one took had recorded them.
        if (heardElsewhere.Contains(user) && interruptions.ReceiverLost is { } lost)
            speaker.Keeper.Gap(keeping.PlaceOf(lost.From), keeping.PlaceOf(lost.To) - keeping.PlaceOf(lost.From), GapReason.ReceiverLost);
        return speaker;
    }

    private Speaker NewSpeaker(Snowflake user, TrackSpool? track) => new(user, new SpeakerKeeper(user, keeping, parts.Time, track), upload.Clock.At, parts.Time);

    private void SpoolIsFull()
    {
        if (IsSpoolFull) return;
        (IsSpoolFull, roomAskedAt) = (true, parts.Time.GetUtcNow());
        interruptions.SpoolIsFull();
        LogSpoolFull(parts.Log, order.Meeting);
    }

    // Room may come back by what is delivered, or by somebody who cleans the disk.
    private void LookForRoom()
    {
        if (!IsSpoolFull || parts.Time.GetUtcNow() - roomAskedAt < DiskRetry) return;
        roomAskedAt = parts.Time.GetUtcNow();
        _ = Look();

        async Task Look()
        {
            try
            {
                if (await parts.Budget.IsFull(parts.Files)) return;
            }
            catch (IOException)
            {
                return; // asked again
            }
            IsSpoolFull = false;
            interruptions.RoomAgain();
            LogRoomAgain(parts.Log, order.Meeting);
        }
    }

    private async Task NoteAlive()
    {
        try
        {
            await AliveFile.Write(parts.Files, folder.Folder, parts.Time.GetUtcNow());
        }
        catch (IOException failure)
        {
            keeping.DiskFailed("the sign of life", failure);
        }
    }

    private Task<bool> End(bool stops, TimeSpan patience) => context.Run(async () =>
    {
        if (isEnding || ended.IsCancellationRequested) return false;
        Drain();
        isEnding = true;
        foreach (var speaker in speakers.Values)
        {
            speaker.Seal();
            speaker.EndOptOut();
        }
        interruptions.End();
        using var limit = new CancellationTokenSource(patience, parts.Time);
        var delivered = false;
        try
        {
            var kept = await Kept(limit.Token);
            if (stops && !IsTakenOver) await upload.WantStop();
            upload.NoMoreChunks();
            await delivering.WaitAsync(limit.Token);
            delivered = kept && folder.Tracks.All(track => track.WaitingChunks == 0) && (!stops || folder.Journal.Stopped);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            LogLeft(parts.Log, order.Meeting, folder.Tracks.Sum(track => track.WaitingChunks));
        }
        await LetGo(isDone: delivered && (stops || order.OnlyDelivers));
        return delivered;
    });

    private async Task<bool> Kept(CancellationToken limit)
    {
        while (!limit.IsCancellationRequested)
        {
            foreach (var speaker in speakers.Values) speaker.Keeper.Turn(null, isIdle: true);
            await Task.WhenAll(speakers.Values.Select(each => each.Keeper.Writing));
            if (speakers.Values.All(each => each.Keeper.HasNothingLeft)) return true;
            await Task.Delay(DiskRetry, parts.Time, limit);
        }
        return false;
    }

    private async Task LetGo(bool isDone)
    {
        ended.Cancel();
        await Task.WhenAll(turning, delivering, notingAlive);
        try
        {
            // A deleted meeting leaves nothing. Else whoever goes on here learns since when nobody listened.
            if (await LeftBehind.IsDeleted(order.Meeting, parts)) await parts.Files.DeleteFolder(folder.Folder);
            else if (isDone) await folder.RemoveIfDelivered();
            else if (!order.OnlyDelivers) await AliveFile.Write(parts.Files, folder.Folder, parts.Time.GetUtcNow());
        }
        catch (IOException)
        {
            // what is left there is looked at again at the next start
        }
        folder.Dispose();
    }

    private long NowSamples => ToSamples(parts.Time.GetTimestamp());

    private long ToSamples(long timestamp) => upload.SamplesAt(timestamp);

    private RecordingFigures CountedNow()
    {
        var all = speakers.Values;
        return new RecordingFigures(
            all.Sum(each => each.Counts.Arrived), all.Sum(each => each.Counts.Placed), all.Sum(each => each.Counts.Duplicates), all.Sum(each => each.Counts.Late),
            malformed + all.Sum(each => each.Counts.Malformed + each.Counts.TooFast + each.Refused), all.Sum(each => each.Counts.Lost), all.Sum(each => each.Concealed),
            all.Sum(each => each.Counts.Reanchors), handOver.Overflowed, unstored + keeping.Unstored, optedOut, paused, all.Sum(each => each.Keeper.ChunksSealed),
            all.Sum(each => each.Keeper.ChunksDelivered), folder.Tracks.Sum(track => track.WaitingChunks), folder.Tracks.Sum(track => track.WaitingBytes));
    }

    private void Say(string text) => LogSaid(parts.Log, order.Meeting, text);

    private void Hear(UploadNews news)
    {
        if (news.Sentence is { } sentence) Say(sentence);
        if (news is UploadNews.Delivered && Snowflake.TryParse(news.Track, out var user) && speakers.TryGetValue(user, out var speaker)) speaker.Keeper.Delivered(parts.Time.GetUtcNow());
        else if (news is UploadNews.TakenOver) IsTakenOver = true;
        else if (news is UploadNews.MeetingOver) IsOver = true;
    }
}
