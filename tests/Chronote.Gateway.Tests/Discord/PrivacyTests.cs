using System.Text;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Gateway.Tests.World;
using static Chronote.Gateway.Tests.Discord.DiscordWorld;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>Who may read, who is left out, and what is deleted.</summary>
public sealed class PrivacyTests
{
    [Fact]
    public async Task Whoever_opts_out_is_left_out_at_once_and_in_every_later_recording_until_they_opt_in()
    {
        await using var world = await DiscordWorld.Start();
        await world.Records();
        var isLeftOut = world.Receivers.Newest.Order.IsOptedOut;
        isLeftOut(Ben).ShouldBeFalse();
        (await world.Uses(Ben, "privacy opt-out")).Content.ShouldContain("nothing you say on this server is kept");
        isLeftOut(Ben).ShouldBeTrue();
        world.Joins(Ben, Voice);
        await world.Until(() => world.Rest.In(Text).First().Text.Contains("1 of them left out", StringComparison.Ordinal), "shown");
        await world.Uses(Ana, "record stop");
        await world.Ended();

        await world.Restart();
        await world.Records();
        world.Receivers.Newest.Order.IsOptedOut(Ben).ShouldBeTrue();
        world.Receivers.Newest.Order.IsOptedOut(Ana).ShouldBeFalse();
        (await world.Uses(Ben, "privacy opt-in")).Content.ShouldContain("may be recorded");
        await world.Until(() => !world.Receivers.Newest.Order.IsOptedOut(Ben), "recorded again");
    }

    [Fact]
    public async Task Delete_me_takes_audio_text_and_name_out_of_every_meeting_and_leaves_the_others_theirs()
    {
        var engine = new ScriptedEngine();
        await using var world = await DiscordWorld.Start(engine: engine);
        engine.Says("ana said something");
        var first = await Meeting(world, Ana, Ben);
        var second = await Meeting(world, Ana);
        var hers = (await world.Server.Service<IMeetingStore>().Artefacts(first)).Single(file => file.Track.Value == "21").Object;
        (await world.Uses(Ana, "privacy delete-me")).Content.ShouldContain("being deleted");
        await world.Until(async () => (await world.Server.Service<IMeetingStore>().Tracks(first)).All(track => track.Key.Track.Value != "21")
            && (await world.Server.Service<IMeetingStore>().Tracks(second)).Count == 0, "erased");

        var store = world.Server.Service<IMeetingStore>();
        await world.Until(async () => (await store.Segments(first, 0, 9)).All(segment => segment.Track.Value == "22") && (await store.Segments(second, 0, 9)).Count == 0, "the text");
        world.Server.Count("SELECT count(*) FROM tracks WHERE track = '21' AND name IS NOT NULL").ShouldBe(0);
        await world.Until(async () => (await store.Progress(first)) is { FilesAreCurrent: true, NotesAreCurrent: true }, "files and notes are made again");
        (await store.Artefacts(first)).ShouldHaveSingleItem().Track.Value.ShouldBe("22");
        (await world.Server.Service<IBlobStore>().Open(hers)).ShouldBeNull();
        world.Server.Rows("SELECT payload FROM events", row => row.Text(0)).ShouldNotContain(payload => payload.Contains("\"track\":\"21\",", StringComparison.Ordinal));
        // Not all at once: it ends a quarter of an hour later, after what was being written meanwhile.
        await world.Until(async () => (await world.Grain.Look()).Erasures is [{ AgainAt: not null }], "once through");
        world.Server.Clock.Advance(Limits.EraseAgainAfter);
        await world.Until(async () => (await world.Grain.Look()).Erasures.Count == 0, "done");
    }

    [Fact]
    public async Task Delete_me_goes_on_after_a_restart()
    {
        await using var world = await DiscordWorld.Start(engine: new ScriptedEngine());
        var meeting = await Meeting(world, Ana, Ben);
        await world.Uses(Ana, "privacy delete-me");
        await world.Restart();
        await world.Until(async () => (await world.Server.Service<IMeetingStore>().Tracks(meeting)).Count == 1, "erased");
    }

    [Fact]
    public async Task Notes_and_transcript_are_for_participants_and_managers_alone()
    {
        var engine = new ScriptedEngine();
        await using var world = await DiscordWorld.Start(engine: engine);
        engine.Says("the release is on friday");
        var meeting = await Meeting(world, Ana);
        await world.Until(async () => (await world.Server.Service<IMeetingStore>().Notes(meeting)) is not null, "notes");
        (await world.Uses(Ana, "notes")).Content.ShouldContain("Written by");
        var transcript = (await world.Uses(Ana, "transcript")).Attachments.ShouldHaveSingleItem();
        Encoding.UTF8.GetString(transcript.Body.Span).ShouldContain("the release is on friday");
        (await world.Uses(Zoe, "transcript")).Attachments.ShouldBeEmpty();
        (await world.Uses(Zoe, "transcript", manages: true)).Attachments.ShouldHaveSingleItem();
        (await world.Uses(Zoe, "notes", new { meeting = meeting.Value }, manages: false)).Content.ShouldContain("people who took part");
        (await world.Uses(Ana, "notes", new { meeting = "0000000000000000" })).Content.ShouldContain("no such meeting");
        (await world.Uses(Ana, "notes", new { meeting = "x" })).Content.ShouldContain("16 letters and digits");
    }

    [Fact]
    public async Task At_the_end_notes_are_posted_as_text_with_the_transcript_beside_them_or_as_a_link()
    {
        var engine = new ScriptedEngine();
        await using (var world = await DiscordWorld.Start(engine: engine))
        {
            await Meeting(world, Ana);
            await world.Until(() => world.Rest.In(Text).Count() == 2, "posted");
            var posted = world.Rest.In(Text).Last();
            posted.Text.ShouldContain("has ended");
            posted.Text.ShouldContain("CHRONOTE_PublicUrl");
            posted.Message.Attachments.ShouldHaveSingleItem().FileName.ShouldBe("transcript.md");
        }
        await using (var world = await DiscordWorld.Start(engine: engine, publicUrl: "https://chronote.example.org/"))
        {
            var meeting = await Meeting(world, Ana);
            await world.Until(() => world.Rest.In(Text).Count() == 2, "posted");
            var posted = world.Rest.In(Text).Last();
            posted.Text.ShouldContain($"https://chronote.example.org/meetings/{meeting}");
            posted.Message.Attachments.ShouldBeEmpty();
            (await world.Server.Nobody.Get($"/meetings/{meeting}")).ShouldBe(200).Text.ShouldContain("A key of this meeting is needed");
            var link = world.Rest.In(Text).First().Message.Buttons.Single(button => button.Url is not null).Url!;
            link.AbsolutePath.ShouldBe($"/meetings/{meeting}");
            await OpensThatMeetingAlone(world, meeting, link.Fragment[1..]);
        }
    }

    [Fact]
    public async Task Text_that_was_given_up_can_be_asked_for_again_by_a_button()
    {
        var engine = new ScriptedEngine();
        engine.Answers(new Domain.Transcription.EngineAnswer.Audio("can't read it"));
        await using var world = await DiscordWorld.Start(engine: engine);
        var meeting = await world.Records();
        await Speak(world, meeting, Ana);
        await world.Until(() => world.Rest.In(Text).First().Message.Buttons.Any(button => button.Label == "Retry"), "offered");
        var retry = world.Rest.In(Text).First().Message.Buttons.Single(button => button.Label == "Retry");
        (await world.Presses(Zoe, retry)).Content.ShouldContain("took part");
        engine.Says("now it can");
        (await world.Presses(Ana, retry)).Content.ShouldContain("asked again for 1 piece");
        await world.Until(async () => (await world.Server.Service<IMeetingStore>().Segments(meeting, 0, 9)).Count == 1, "text");
    }

    private static async Task OpensThatMeetingAlone(DiscordWorld world, MeetingId meeting, string key)
    {
        var reader = world.Server.With(key);
        (await reader.Get($"/api/v1/meetings/{meeting}/transcript.txt")).ShouldBe(200);
        (await reader.Get("/api/v1/meetings")).ShouldBeProblem(403, "scope_too_small");
        (await reader.Post($"/api/v1/meetings/{meeting}/stop")).ShouldBeProblem(403, "scope_too_small");
        var other = await world.Records();
        (await reader.Get($"/api/v1/meetings/{other}")).ShouldBeProblem(403, "scope_too_small");
        (await world.Server.With(key.Replace(meeting.Value, other.Value, StringComparison.Ordinal)).Get($"/api/v1/meetings/{other}")).ShouldBeProblem(401, "unknown_key");
        (await world.Server.With(key[..^1] + (key[^1] == '0' ? '1' : '0')).Get($"/api/v1/meetings/{meeting}")).ShouldBeProblem(401, "unknown_key");
    }

    /// <summary>A meeting of these people, ended and complete.</summary>
    private static async Task<MeetingId> Meeting(DiscordWorld world, params ulong[] people)
    {
        var meeting = await world.Records();
        foreach (var user in people)
        {
            world.Joins(user, Voice);
            await Speak(world, meeting, user);
        }
        await world.Until(async () => (await world.Server.Service<IMeetingStore>().Progress(meeting)).PendingText == 0, "transcribed");
        await world.Uses(Ana, "record stop");
        await world.Ended();
        await world.Until(async () => (await world.Server.Service<IMeetingStore>().Meeting(Tenant, meeting))?.Phase == MeetingPhase.Completed, "completed");
        return meeting;
    }

    private static TenantId Tenant => Domain.Guilds.Guild.TenantOf(DiscordWorld.Guild);

    private static async Task Speak(DiscordWorld world, MeetingId meeting, ulong user)
    {
        var caller = new TestMeeting(await world.Server.Tenant(Tenant.Value), meeting.Value);
        await caller.OpenEpoch($"{user}", null, $"w{user}", name: $"name of {user}");
        (await caller.PutNamed($"{user}", 0, Sound.Ogg(seed: (int)user, packets: 50), 0)).ShouldBe(201);
    }
}
