using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Chronote.Domain;
using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Chunks;

/// <summary>What is wrong with a body is said by name, and at which byte (P-35).</summary>
public sealed class MalformedTests(RecordingServer shared) : IClassFixture<RecordingServer>
{
    private TestServer Server => shared.Server;
    private Caller Caller => shared.Server.Admin;

    [Fact]
    public async Task P35_an_empty_body_is_bad_audio() => await Refused([], "empty", 0);

    [Fact]
    public async Task P35_an_ogg_cut_inside_a_page_names_that_page()
    {
        var ogg = Sound.Ogg(packets: 120);
        await Refused(ogg[..^30], "truncated", Sound.Pages(ogg)[^1]);
    }

    [Fact]
    public async Task P35_an_ogg_without_its_last_page_has_no_end()
    {
        var ogg = Sound.Ogg(packets: 120);
        var pages = Sound.Pages(ogg);
        await Refused(ogg[..pages[^1]], "truncated", pages[^2]);
    }

    [Fact]
    public async Task P35_a_wrong_checksum_names_its_page()
    {
        var ogg = Sound.Ogg(packets: 120);
        var page = Sound.Pages(ogg)[3];
        ogg[page + 200] ^= 1;
        await Refused(ogg, "bad_crc", page);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(-2)]
    [InlineData(1)]
    public async Task P35_an_absurd_granule_names_the_field(long granule)
    {
        var ogg = Sound.Ogg(packets: 120);
        var page = Sound.Pages(ogg)[3];
        await Refused(Sound.WithGranule(ogg, 3, granule), "bad_granule", page + 6);
    }

    [Fact]
    public async Task P35_an_ogg_that_is_not_opus_is_said_to_be_none()
    {
        var ogg = Sound.Ogg();
        ogg[Sound.Pages(ogg)[0] + 28] = (byte)'Z';
        await Refused(Sound.WithGranule(ogg, 0, 0), "not_opus", 0, exactly: false);
    }

    [Fact]
    public async Task P35_a_wav_that_announces_more_than_is_there_is_truncated()
    {
        var wav = Sound.Wav(0.5);
        await Refused(wav[..^100], "truncated", 44, "audio/wav");
    }

    [Theory]
    [InlineData(22, 0, "unsupported_channels")]
    [InlineData(24, 0, "unsupported")]
    [InlineData(24, 1_000_000_000, "unsupported")]
    [InlineData(34, 12, "unsupported")]
    [InlineData(40, 7, "bad_header")]
    public async Task P35_a_wav_header_that_lies_is_caught(int at, int value, string fault)
    {
        var wav = Sound.Wav(0.5);
        if (at is 22 or 34) BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(at), (short)value);
        else BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(at), value);
        var problem = (await (await Caller.Meeting()).Put("mic", 0, wav, "audio/wav")).ShouldBeProblem(422, "bad_audio");
        problem.String("detail").ShouldContain("(byte ");
        problem.String("detail").ShouldStartWith(fault + ": ", Case.Sensitive);
    }

    [Fact]
    public async Task P35_a_flac_cut_short_is_bad_audio() => await Refused(Sound.Flac()[..^200], "", 0, "audio/flac", exactly: false);

    [Fact]
    public async Task A_chunk_longer_than_a_chunk_may_be_is_refused_in_every_format()
    {
        var seconds = Limits.ChunkDurationMax.TotalSeconds + 5;
        var meeting = await Caller.Meeting();
        (await meeting.Put("mic", 0, Sound.SilentOgg(seconds))).ShouldBeProblem(422, "bad_audio").String("detail").ShouldStartWith("too_long");
        (await meeting.Put("mic", 0, Sound.Wav(seconds, 4_000), "audio/wav")).ShouldBeProblem(422, "bad_audio").String("detail").ShouldStartWith("too_long");
        (await meeting.Put("mic", 0, Sound.Flac(seconds, 4_000), "audio/flac")).ShouldBeProblem(422, "bad_audio").String("detail").ShouldStartWith("too_long");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("audio/mpeg")]
    [InlineData("audio/webm")]
    [InlineData("audio/wav")]
    [InlineData("audio/flac")]
    public async Task P35_another_content_type_is_415(string contentType) =>
        (await (await Caller.Meeting()).Put("mic", 0, Sound.Ogg(), contentType)).ShouldBeProblem(415, "unsupported_media").String("detail").ShouldContain(contentType);

    [Theory]
    [InlineData("ID3\u0004 this is an mp3 file")]
    [InlineData("<!doctype html>")]
    [InlineData("{\"not\":\"audio\"}")]
    [InlineData("RIFF....AVI LIST")]
    public async Task P35_what_begins_like_no_audio_we_store_is_415(string body) =>
        (await (await Caller.Meeting()).Put("mic", 0, Encoding.ASCII.GetBytes(body), null)).ShouldBeProblem(415, "unsupported_media");

    [Fact]
    public async Task P35_without_a_length_it_is_411()
    {
        var meeting = await Caller.Meeting();
        using var request = Caller.Request(HttpMethod.Put, $"{meeting.Path}/tracks/mic/chunks/0", new ByteArrayContent(Sound.Ogg()));
        request.Headers.TransferEncodingChunked = true;
        using var http = new HttpClient { BaseAddress = Server.Address };
        using var response = await http.SendAsync(request);
        (await Answer.Of(response)).ShouldBeProblem(411, "length_required");
    }

    [Fact]
    public async Task P35_two_gigabytes_announced_are_413_before_a_byte_is_read()
    {
        var meeting = await Caller.Meeting();
        var answer = await Announce(meeting, 2L * 1024 * 1024 * 1024);
        answer.ShouldStartWith("HTTP/1.1 413 ");
        answer.ShouldContain("\"code\":\"too_large\"");
        (await Announce(meeting, Limits.PcmChunkBytesMax + 1L)).ShouldStartWith("HTTP/1.1 413 ");
    }

    [Fact]
    public async Task P35_an_ogg_over_its_limit_is_413()
    {
        var body = new byte[Limits.OpusChunkBytesMax + 1];
        Sound.Ogg().CopyTo(body, 0);
        (await (await Caller.Meeting()).Put("mic", 0, body)).ShouldBeProblem(413, "too_large");
    }

    [Fact]
    public async Task A_body_that_breaks_off_stores_nothing()
    {
        var meeting = await Caller.Meeting();
        using (var socket = new TcpClient(Server.Address.Host, Server.Address.Port))
        {
            var body = Sound.Ogg();
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Head(meeting, body.Length)));
            await socket.GetStream().WriteAsync(body.AsMemory(0, body.Length / 2));
        }
        (await meeting.Put("mic", 0, Sound.Ogg())).ShouldBe(201);
    }

    // Sends the headers alone and reads what comes back at once.
    private async Task<string> Announce(TestMeeting meeting, long length)
    {
        using var socket = new TcpClient(Server.Address.Host, Server.Address.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Head(meeting, length)));
        var answer = new StringBuilder();
        var buffer = new byte[4_096];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        while (!answer.ToString().Contains("request_id", StringComparison.Ordinal))
        {
            var read = await socket.GetStream().ReadAsync(buffer, patience.Token);
            if (read == 0) break;
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        return answer.ToString();
    }

    private string Head(TestMeeting meeting, long length) =>
        $"PUT {meeting.Path}/tracks/mic/chunks/0 HTTP/1.1\r\nHost: {Server.Address.Authority}\r\nAuthorization: Bearer {File.ReadAllText(Path.Combine(Server.Folder, "admin.key")).Trim()}\r\n"
        + $"Content-Type: audio/ogg\r\nContent-Length: {length}\r\n\r\n";

    private async Task Refused(byte[] body, string fault, int at, string contentType = "audio/ogg", bool exactly = true)
    {
        var meeting = await Caller.Meeting();
        var detail = (await meeting.Put("mic", 0, body, contentType)).ShouldBeProblem(422, "bad_audio").String("detail");
        detail.ShouldStartWith(fault, Case.Sensitive);
        if (exactly) detail.ShouldEndWith($"(byte {at}){(fault == "empty" ? "." : "")}");
        else detail.ShouldContain("(byte ");
        (await meeting.Get("/tracks/mic")).ShouldBeProblem(404, "unknown_track");
    }
}
