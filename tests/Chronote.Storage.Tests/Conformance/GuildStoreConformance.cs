using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Tests.Conformance;

/// <summary>Rows of guilds: sessions, meetings, who was told, who wants to be left out.</summary>
public abstract class GuildStoreConformance : StoreConformance
{
    private const ulong Guild = 18_446_744_073_709_551_615, Other = 8, Ana = 21, Ben = 22;

    [Fact]
    public async Task A_session_is_seen_replaced_and_removed()
    {
        var meeting = await Store.Meeting();
        var row = new VoiceSessionRow(meeting, Given.Tenant, Guild, VoicePhase.Recording, 0, null, null, 0);
        await Commit(new RowChange.SaveVoiceSession(row));
        (await Store.Guilds.Sessions(null, 9)).ShouldBe([row]);
        var taken = row with { Phase = VoicePhase.Paused, Epoch = 4, Silo = "a", LeaseUntil = Store.Now.AddSeconds(6), OptOutVersion = 2 };
        await Commit(new RowChange.SaveVoiceSession(taken));
        (await Store.Guilds.Sessions(null, 9)).ShouldBe([taken]);
        (await Store.Guilds.Sessions(meeting, 9)).ShouldBeEmpty();
        await Commit(new RowChange.RemoveVoiceSession(meeting));
        (await Store.Guilds.Sessions(null, 9)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_opt_out_holds_for_its_guild_until_it_is_withdrawn()
    {
        await Commit(new RowChange.SetOptOut(Guild, Ana, Store.Now), new RowChange.SetOptOut(Guild, Ana, Store.Now), new RowChange.SetOptOut(Other, Ben, Store.Now));
        (await Store.Guilds.OptedOut(Guild)).ShouldBe([Ana]);
        await Commit(new RowChange.SetOptOut(Guild, Ana, null), new RowChange.SetOptOut(Guild, Ben, null));
        (await Store.Guilds.OptedOut(Guild)).ShouldBeEmpty();
        (await Store.Guilds.OptedOut(Other)).ShouldBe([Ben]);
    }

    [Fact]
    public async Task Who_was_told_stays_as_it_was_first_told()
    {
        var meeting = await Recorded(1);
        var first = Store.Now;
        Store.Clock.Advance(TimeSpan.FromMinutes(1));
        await Commit(new RowChange.AddConsents(meeting, Guild, [Ana, Ben], Store.Now, "joined"));
        (await Store.Guilds.Consents(meeting, 9)).ShouldBe([new ConsentRow(Ana, first, "announcement"), new ConsentRow(Ben, Store.Now, "joined")]);
        (await Store.Guilds.TookPart(meeting, Ana)).ShouldBeTrue();
        (await Store.Guilds.TookPart(meeting, 99)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_guild_sees_its_own_meetings_newest_first_and_no_deleted_ones_I10()
    {
        var (first, second) = (await Recorded(1), await Recorded(2));
        (await Store.Guilds.Meeting(Guild, null)).ShouldNotBeNull().Meeting.ShouldBe(second);
        (await Store.Guilds.Meeting(Guild, first)).ShouldNotBeNull().ShouldBe(new GuildMeeting(first, Given.Tenant, 5, Ana, Store.Now, 6));
        (await Store.Guilds.Meeting(Other, first)).ShouldBeNull();
        (await Store.Guilds.TenantOf(first)).ShouldBe(Given.Tenant);
        (await Store.Guilds.TenantOf(MeetingId.At(Store.Now, 99))).ShouldBeNull();
        await Store.Change(second, Store.Phase(second, MeetingPhase.Deleted));
        (await Store.Guilds.Meeting(Guild, null)).ShouldNotBeNull().Meeting.ShouldBe(first);
    }

    [Fact]
    public async Task The_meetings_of_a_person_are_walked_through_in_order_as_far_as_asked()
    {
        var (first, second, third) = (await Recorded(1), await Recorded(2), await Recorded(3));
        foreach (var meeting in (MeetingId[])[first, third]) await Store.StoreChunks(meeting.Track("21"), 0);
        var track = new TrackId("21");
        (await Store.Guilds.NextWithTrack(Guild, track, null, third)).ShouldBe(first);
        (await Store.Guilds.NextWithTrack(Guild, track, first, third)).ShouldBe(third);
        (await Store.Guilds.NextWithTrack(Guild, track, first, second)).ShouldBeNull();
        (await Store.Guilds.NextWithTrack(Other, track, null, third)).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_guild_knows_of_a_deleted_meeting_is_erased_with_it_and_is_not_written_again_I12()
    {
        var meeting = await Recorded(1);
        await Commit(new RowChange.SaveVoiceSession(new VoiceSessionRow(meeting, Given.Tenant, Guild, VoicePhase.Ended, 1, "a", null, 0)));
        await Store.Change(meeting, Store.Phase(meeting, MeetingPhase.Deleted));
        while (!await Store.Erasure.EraseRows(meeting)) { }
        (await Store.Guilds.Consents(meeting, 9)).ShouldBeEmpty();
        (await Store.Guilds.Sessions(null, 9)).ShouldBeEmpty();
        (await Commit(new RowChange.AddConsents(meeting, Guild, [Ben], Store.Now, "joined"))).ShouldBeOfType<CommitAnswer.Refused>().Refusal.Code.ShouldBe(RefusalCode.Deleted);
    }

    [Fact]
    public async Task The_words_a_meeting_was_created_with_come_with_its_units()
    {
        var id = MeetingId.At(Store.Now, 1);
        await Store.Commit(id, 0, new RowChange.CreateMeeting(new MeetingFacts(Given.Tenant, id, null, null, null, null, "ana", null, [], []) { Vocabulary = ["Chronote", "Zoë"] }, Store.Now));
        await Store.StoreChunks(id.Track(), 0);
        (await Store.Claim("unit", id)).Vocabulary.ShouldBe(["Chronote", "Zoë"]);
        var plain = await Store.Meeting(2);
        await Store.StoreChunks(plain.Track(), 0);
        (await Store.Claim("another", plain)).Vocabulary.ShouldBeEmpty();
    }

    private async Task<MeetingId> Recorded(ulong number)
    {
        var meeting = await Store.Meeting(number);
        (await Commit(new RowChange.AddGuildMeeting(Guild, meeting, 5, Ana, Store.Now, 6, "Recorded."), new RowChange.AddConsents(meeting, Guild, [Ana], Store.Now, "announcement")))
            .ShouldBeOfType<CommitAnswer.Committed>();
        return meeting;
    }

    private async Task<CommitAnswer> Commit(params RowChange[] changes)
    {
        var grain = new GrainName("guild", Guild.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return await Store.Records.Commit(new Commit(new TenantId("guild-x"), grain, (await Store.Records.Read(grain))?.Etag ?? 0, "{}"u8.ToArray(), changes));
    }
}
