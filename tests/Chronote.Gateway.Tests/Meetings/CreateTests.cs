using System.Text;
using Chronote.Domain;
using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Meetings;

public sealed class CreateTests(RecordingServer shared) : IClassFixture<RecordingServer>
{
    private const string Meetings = "/api/v1/meetings";

    private Caller Caller => shared.Server.Admin;

    [Fact]
    public async Task P10_nothing_at_all_is_enough()
    {
        foreach (var body in (string?[])[null, "{}"])
        {
            var made = (await Caller.Post(Meetings, body)).ShouldBe(201);
            made.String("id").Length.ShouldBe(16);
            made.String("recording_id").ShouldBe(made.String("id"));
            made.String("phase").ShouldBe("recording");
            made.Headers.Location!.ToString().ShouldBe($"{Meetings}/{made.String("id")}");
        }
    }

    [Fact]
    public async Task P10_what_was_given_is_shown_again()
    {
        var made = (await Caller.Post(Meetings, """
            {"name":"Réunion","meeting_url":"https://example.org/a","metadata":{"ticket":[1,2]},"language":"pt-BR","tracks":[{"id":"mic","name":"Ana"},{"id":"system"}]}
            """)).ShouldBe(201);
        var read = (await Caller.Get($"{Meetings}/{made.String("id")}")).ShouldBe(200);
        read.String("name").ShouldBe("Réunion");
        read.String("meeting_url").ShouldBe("https://example.org/a");
        read["metadata"].GetProperty("ticket").GetArrayLength().ShouldBe(2);
        read.String("language").ShouldBe("pt-BR");
        read["tracks"].EnumerateArray().Select(track => track.GetProperty("track").GetString()).ShouldBe(["mic", "system"]);
        read["tracks"][0].GetProperty("name").GetString().ShouldBe("Ana");
    }

    [Fact]
    public async Task P10_recordings_is_the_same_resource_under_an_older_name()
    {
        var id = (await Caller.Post("/api/v1/recordings")).ShouldBe(201).String("recording_id");
        (await Caller.Put($"/api/v1/recordings/{id}/tracks/mic/chunks/0", Sound.Ogg())).ShouldBe(201);
        (await Caller.Get($"{Meetings}/{id}/tracks/mic")).ShouldBe(200).Number("next_seq").ShouldBe(1);
    }

    [Fact]
    public async Task P11_the_same_key_and_body_give_the_meeting_made_the_first_time()
    {
        var first = (await Caller.Post(Meetings, """{"name":"a"}""", ("Idempotency-Key", "k1"))).ShouldBe(201);
        var again = (await Caller.Post(Meetings, """{"name":"a"}""", ("Idempotency-Key", "k1"))).ShouldBe(200);
        again.String("id").ShouldBe(first.String("id"));
        again.Headers.Location.ShouldBe(first.Headers.Location);
    }

    [Fact]
    public async Task P11_another_body_under_the_same_key_is_refused()
    {
        (await Caller.Post(Meetings, """{"name":"a"}""", ("Idempotency-Key", "k2"))).ShouldBe(201);
        (await Caller.Post(Meetings, """{"name":"b"}""", ("Idempotency-Key", "k2"))).ShouldBeProblem(422, "key_reused");
    }

    [Fact]
    public async Task P11_ten_at_once_make_one_meeting()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Caller.Post(Meetings, "{}", ("Idempotency-Key", "k3"))));
        answers.Select(answer => answer.String("id")).Distinct().ShouldHaveSingleItem();
        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Count(answer => answer.Status == 200).ShouldBe(9);
    }

    [Fact]
    public async Task P11_the_key_of_a_deleted_meeting_makes_no_other()
    {
        var id = (await Caller.Post(Meetings, "{}", ("Idempotency-Key", "k4"))).ShouldBe(201).String("id");
        (await Caller.Delete($"{Meetings}/{id}")).ShouldBe(204);
        (await Caller.Post(Meetings, "{}", ("Idempotency-Key", "k4"))).ShouldBeProblem(410, "deleted");
    }

    [Theory]
    [InlineData(200, 201)]
    [InlineData(201, 422)]
    public async Task P11_a_key_has_at_most_200_characters(int characters, int status) =>
        (await Caller.Post(Meetings, "{}", ("Idempotency-Key", new string('k', characters)))).ShouldBe(status);

    [Theory]
    [InlineData("""{"webhook_url":"https://example.org"}""", "webhook_url")]
    [InlineData("""{"storage_settings":{}}""", "storage_settings")]
    [InlineData("""{"Name":"a"}""", "Name")]
    [InlineData("""{"tracks":[{"id":"mic","colour":"red"}]}""", "colour")]
    public async Task P6_a_field_nothing_acts_on_is_refused_by_name(string body, string field) =>
        (await Caller.Post(Meetings, body)).ShouldBeProblem(422, "not_available").String("detail").ShouldContain(field);

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("""{"name":5}""")]
    [InlineData("""{"tracks":{}}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"name":"\ud800"}""")]
    public async Task P6_a_malformed_body_is_a_bad_request(string body) => (await Caller.Post(Meetings, body)).ShouldBeProblem(400, "bad_request");

    [Fact]
    public async Task P6_bytes_that_are_no_text_are_a_bad_request() =>
        (await Caller.Send(HttpMethod.Post, Meetings, new ByteArrayContent([0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D]))).ShouldBeProblem(400, "bad_request");

    [Theory]
    [InlineData("""{"language":"x"}""", "language")]
    [InlineData("""{"language":"en_US"}""", "language")]
    [InlineData("""{"meeting_url":"not an address"}""", "meeting_url")]
    [InlineData("""{"metadata":[1]}""", "metadata")]
    [InlineData("""{"tracks":[{"id":""}]}""", "tracks")]
    [InlineData("""{"tracks":[{"name":"nobody"}]}""", "tracks")]
    [InlineData("""{"tracks":[{"id":"../x"}]}""", "tracks")]
    [InlineData("""{"tracks":[{"id":"a"},{"id":"a"}]}""", "tracks")]
    [InlineData("""{"tracks":[null]}""", "tracks")]
    public async Task P6_a_wrong_value_is_invalid_and_names_its_field(string body, string field) =>
        (await Caller.Post(Meetings, body)).ShouldBeProblem(422, "invalid").String("detail").ShouldContain(field);

    [Fact]
    public async Task Limits_of_names_metadata_tracks_and_bodies_hold_at_their_edge()
    {
        (await Caller.Post(Meetings, new { name = new string('n', Limits.NameCharactersMax) })).ShouldBe(201);
        (await Caller.Post(Meetings, new { name = new string('n', Limits.NameCharactersMax + 1) })).ShouldBeProblem(422, "invalid");
        (await Caller.Post(Meetings, Metadata(Limits.MetadataBytesMax))).ShouldBe(201);
        (await Caller.Post(Meetings, Metadata(Limits.MetadataBytesMax + 1))).ShouldBeProblem(422, "invalid");
        (await Caller.Post(Meetings, Tracks(Limits.TracksPerMeetingMax))).ShouldBe(201);
        (await Caller.Post(Meetings, Tracks(Limits.TracksPerMeetingMax + 1))).ShouldBeProblem(422, "too_many_tracks");
        (await Caller.Post(Meetings, new string(' ', Limits.JsonBodyBytesMax) + "{}")).ShouldBeProblem(413, "too_large");
    }

    [Fact]
    public async Task The_limit_of_metadata_is_counted_in_bytes()
    {
        var text = new string('é', Limits.MetadataBytesMax / 2);
        (await Caller.Post(Meetings, $$$"""{"metadata":{"a":"{{{text}}}"}}""")).ShouldBeProblem(422, "invalid").String("detail").ShouldContain("metadata");
    }

    private static string Metadata(int bytes)
    {
        const string frame = """{"a":""}""";
        var metadata = frame.Replace("\"\"", $"\"{new string('x', bytes - frame.Length)}\"");
        Encoding.UTF8.GetByteCount(metadata).ShouldBe(bytes);
        return $"{{\"metadata\":{metadata}}}";
    }

    private static object Tracks(int count) => new { tracks = Enumerable.Range(0, count).Select(i => new { id = $"t{i}" }) };
}
