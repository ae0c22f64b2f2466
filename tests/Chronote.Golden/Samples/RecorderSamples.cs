using System.Text;
using System.Text.Json;
using Chronote.Client.Http;
using Chronote.Client.Spool;
using Chronote.Recorder.Record;
using Chronote.Wire;

namespace Chronote.Golden.Samples;

/// <summary>What a recorder leaves on its disk.</summary>
internal static class RecorderSamples
{
    private static readonly DateTimeOffset At = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Body = "not audio, only bytes"u8.ToArray();

    private static readonly ChunkHeader Header = new()
    {
        Number = 4, Writer = "w-1", StartSamples = 2_880_000, Estimated = true, DurationSamples = 720_000, SourceSamples = 2_880_960, Codec = "opus",
        Digest = ContentDigest.Of(Body), BodyBytes = Body.Length,
    };

    public static IReadOnlyList<Sample> All { get; } =
    [
        Sample.Of("spool-meeting", SpoolJson.Default.MeetingJournal, new MeetingJournal
        {
            Server = "https://chronote.example.org", Meeting = "0001AB2CD3EF4GH5", IdempotencyKey = "key-1", TimelineZeroAt = At, TimelineOffsetSamples = 48_000, FilesStartSamples = 96_000,
            Request = new CreateMeeting
            {
                Name = "Stand-up «Monday»", MeetingUrl = "https://meet.example.org/1", Metadata = JsonDocument.Parse("""{"room":7}""").RootElement, Language = "en-GB",
                Tracks = [new TrackToCreate("mic", "Ana")],
            },
            Inputs = ["mic", "talk.wav"], Speed = 1.5, StopWanted = true, Stopped = true,
        }),
        Sample.Of("spool-meeting-least", SpoolJson.Default.MeetingJournal, new MeetingJournal
        {
            Server = "http://127.0.0.1:8000", IdempotencyKey = "key-2", TimelineZeroAt = At, Request = new CreateMeeting(),
        }),
        Sample.Of("spool-track", SpoolJson.Default.TrackJournal, new TrackJournal
        {
            Track = "mic", Name = "Ana", NextNumber = 5, SourceEndSamples = 3_600_960, PlaceEndSamples = 3_600_000, PlaceEndIsEstimated = true, NewestEpoch = 2, TakenOverByEpoch = 3,
            Runs =
            [
                new Run { Writer = "w-1", FirstNumber = 0, Anchor = new Anchor(0, 0, true), Epoch = 2, SeqShift = 1, PlaceShiftSamples = -480 },
                new Run { Writer = "w-2", FirstNumber = 4, Anchor = new Anchor(2_880_000, 2_880_960, false) },
            ],
            Gaps = [new PendingGap(720_000, 48_000, "device_lost", Estimated: true)],
            Losses = [new PendingLoss(2, 3, "spool_full")],
        }),
        Sample.Of("spool-track-least", SpoolJson.Default.TrackJournal, new TrackJournal { Track = "mic" }),
        Sample.Of("spool-chunk-header", SpoolJson.Default.ChunkHeader, Header),
        new ChunkSample("spool-chunk") { Kind = "chunk" },
        Sample.Of("ledger-line", LedgerJson.Default.LedgerLine, new LedgerLine("0001AB2CD3EF4GH5", "mic", 4, Header.Digest, 2_880_000, 720_000)),
        Sample.Of("saved-manifest", WireJson.Default.ManifestPage, new ManifestPage("0001AB2CD3EF4GH5", "completed", [
            new ManifestTrack("mic", [new ManifestChunk(0, 0, Header.Digest, Header.Digest, 750, 0, 720_000, 312), new ManifestChunk(1, 0, Header.Digest, null, 0, 720_000, 720_000, 0)],
                [new ManifestGap("device_lost", StartSamples: 1_440_000, DurationSamples: 48_000), new ManifestGap("spool_full", FromSeq: 2, ToSeq: 3)]),
        ], null)),
    ];

    /// <summary>A whole chunk file: its header's line, then the body.</summary>
    private sealed record ChunkSample(string Name) : Sample(Name)
    {
        public override object Value => Header;

        public override int Versions => 1;

        public override string Write() => Encoding.UTF8.GetString(ChunkFile.Write(Header, Body));

        public override string Expected(int version) => Write();

        public override string ReadAndWrite(string file)
        {
            var whole = ChunkFile.Read(Encoding.UTF8.GetBytes(file)).ShouldBeOfType<ChunkRead.Whole>();
            return Encoding.UTF8.GetString(ChunkFile.Write(whole.Header, whole.Body.Span));
        }
    }
}
