using Chronote.Client.Server;
using Chronote.Wire;

namespace Chronote.Client.Upload;

/// <summary>What the upload of a track has to tell its user. <see cref="Sentence"/> says what is, what it does to the recording, and what can be done.</summary>
public abstract record UploadNews(string Track)
{
    /// <summary>Null for news that only counts.</summary>
    public virtual string? Sentence => null;

    public sealed record Delivered(string Track, ChunkAcknowledged Acknowledged) : UploadNews(Track);

    public sealed record EpochOpened(string Track, long Epoch, long FirstSeq) : UploadNews(Track);

    /// <summary>Told once per outage.</summary>
    public sealed record Waiting(string Track, string Cause) : UploadNews(Track)
    {
        public override string Sentence =>
            $"{Track}: not delivered at the moment ({Cause}). The recording goes on, its chunks wait on this disk and are sent as soon as it works again.";
    }

    public sealed record Recovered(string Track) : UploadNews(Track)
    {
        public override string Sentence => $"{Track}: delivering again.";
    }

    public sealed record TakenOver(string Track, long NewestEpoch) : UploadNews(Track)
    {
        public override string Sentence =>
            $"{Track}: another recorder took this track over (epoch {NewestEpoch}). What was not delivered before stays on this disk; --resume takes the track back and delivers it.";
    }

    public sealed record Refused(string Track, long Seq, Problem Problem) : UploadNews(Track)
    {
        public override string Sentence =>
            $"{Track}: the server will not take chunk {Seq}: {Problem.Detail ?? Problem.Title} ({Problem.Code}). It is kept in the spool's folder refused/.";
    }

    public sealed record MeetingOver(string Track, string Code) : UploadNews(Track)
    {
        public override string Sentence => Code switch
        {
            ProblemCodes.AfterStop => "The meeting was stopped elsewhere. Recording ends; what was not delivered is kept in the spool's folder refused/.",
            ProblemCodes.Cancelled => "The meeting was cancelled. Recording ends; what was not delivered is kept in the spool's folder refused/.",
            ProblemCodes.Deleted => "The meeting was deleted. Recording ends; what was not delivered is kept in the spool's folder refused/.",
            _ => "The meeting ended too long ago to take audio. What was not delivered is kept in the spool's folder refused/.",
        };
    }

    public sealed record Torn(string Track, long Number, string Why) : UploadNews(Track)
    {
        public override string Sentence =>
            $"{Track}: chunk file {Number} on this disk is damaged ({Why}). It is set aside in the spool's folder torn/, its audio becomes a recorded gap.";
    }

    public sealed record Locked(string Track, Problem Problem) : UploadNews(Track)
    {
        public override string Sentence => Problem.Status == 404
            ? $"{Track}: the server does not know this meeting, or it belongs to another key. Everything is kept on this disk. Check CHRONOTE_Server and the key, then run: chronote spool"
            : $"{Track}: the server does not accept the key. Everything is kept on this disk and tried again. Check CHRONOTE_ApiKey or CHRONOTE_ApiKey_FILE.";
    }

    public sealed record DiskTrouble(string Track, string Cause) : UploadNews(Track)
    {
        public override string Sentence => $"{Track}: the disk of the spool does not work as it should: {Cause}. It is tried again.";
    }

    public sealed record NotNoted(string Track, string What, string Cause) : UploadNews(Track)
    {
        public override string Sentence => $"{Track}: the server would not note {What}: {Cause}";
    }
}

/// <summary>How a track's upload ended.</summary>
public enum UploadEnd
{
    /// <summary>No more chunks are coming and none is waiting.</summary>
    Delivered,
    TakenOver,
}
