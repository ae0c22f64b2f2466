using Chronote.Domain.Transcription.Rendering;

namespace Chronote.Engines.Tests.Rendering;

public sealed class TranscriptFormatTests
{
    private static readonly TranscriptHead Head = new("Release <b>&</b> --> budget\nsecond line", "en", "draft");

    private static readonly TranscriptLine[] Lines =
    [
        new(At(0, 0), TimeSpan.FromTicks(19_999_999), "Ana", "Good morning."),
        new(At(2, 0), At(2, 0), "Ana", "Shorter than a millisecond."),
        new(At(2, 500), At(4, 0), "Bob <script>", "1. A < B && C --> D\n\nand {\\an8} a *second* [line] #not\u2028here.", "draft"),
        new(At(59, 999), At(61, 1), "", "# Nobody knows who said this_one_."),
        new(TimeSpan.FromHours(26) + At(3, 7), TimeSpan.FromHours(26) + At(5, 0), "Zoë 你好", "Late, on the second day. 10 % – naïve 😀"),
    ];

    public static TheoryData<string> Extensions => [.. TranscriptFormat.All.Select(format => format.Extension)];

    [Theory, MemberData(nameof(Extensions))]
    public void A_transcript_reads_as_reviewed(string extension)
    {
        var page = new StringWriter();
        TranscriptFormat.For(extension)!.Write(Head, Lines, page);
        Golden.ShouldMatch(page.ToString(), $"transcript.{extension}");
    }

    [Theory, MemberData(nameof(Extensions))]
    public async Task Lines_that_arrive_one_by_one_give_the_same_characters(string extension)
    {
        var format = TranscriptFormat.For(extension)!;
        var atOnce = new StringWriter();
        format.Write(Head, Lines, atOnce);
        var streamed = new StringWriter();
        await format.Write(Head, OneByOne(), streamed);
        streamed.ToString().ShouldBe(atOnce.ToString());
    }

    [Theory, MemberData(nameof(Extensions))]
    public void An_empty_transcript_is_valid(string extension)
    {
        var page = new StringWriter();
        TranscriptFormat.For(extension)!.Write(new TranscriptHead(""), [], page);
        page.ToString().ShouldBe(extension switch { "vtt" => "WEBVTT\n\n", "md" => "# Transcript\n", _ => "" });
    }

    [Fact]
    public void A_format_is_found_by_its_extension_whatever_its_case()
    {
        TranscriptFormat.For("VTT").ShouldBe(TranscriptFormat.Vtt);
        TranscriptFormat.For("docx").ShouldBeNull();
    }

    [Fact]
    public void Cue_times_count_hours_past_a_day_and_cut_milliseconds()
    {
        var page = new StringWriter();
        TranscriptFormat.Srt.Write(Head, [Lines[0], Lines[^1]], page);
        page.ToString().ShouldContain("00:00:00,000 --> 00:00:01,999");
        page.ToString().ShouldContain("26:00:03,007 --> 26:00:05,000");
    }

    private static async IAsyncEnumerable<TranscriptLine> OneByOne()
    {
        foreach (var line in Lines)
        {
            await Task.Yield();
            yield return line;
        }
    }

    private static TimeSpan At(double seconds, double milliseconds)
        => TimeSpan.FromSeconds(seconds) + TimeSpan.FromMilliseconds(milliseconds);
}
