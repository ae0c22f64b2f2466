using Chronote.Domain.Guilds;

namespace Chronote.Domain.Tests.Guilds;

/// <summary>Every phase of a session with every command. It is noon; instants are distances from it.</summary>
public sealed class GuildTableTests
{
    private const string Table = """
        None | Start     | Started
        None | Announced | refused NothingRecorded
        None | GiveUp    | refused NothingRecorded
        None | Joined    | refused NothingRecorded
        None | Stop      | refused NothingRecorded
        None | Pause     | refused NothingRecorded
        None | Resume    | refused NothingRecorded
        None | Take      | refused NothingRecorded
        None | Renew     | refused NothingRecorded
        None | Left      | refused NothingRecorded
        None | LetGo     | refused NothingRecorded
        None | Rename    | refused NothingRecorded
        None | Told      | nothing
        None | Closed    | nothing
        None | Configure | Configured
        None | OptOut    | OptOutsChanged
        None | OptIn     | OptOutsChanged
        None | Erase     | ErasureMoved
        None | Erased    | nothing
        None | Look      | nothing

        Starting | Start         | nothing
        Starting | Start other   | refused AlreadyRecording
        Starting | Announced     | WentLive(0s, 4, 1)
        Starting | Announced other | refused NothingRecorded
        Starting | GiveUp        | Ended(0s, no permission, yes) + Close(yes)
        Starting | Joined        | nothing
        Starting | Stop          | Ended(0s, asked, yes) + Close(yes)
        Starting | Pause         | nothing
        Starting | Resume        | nothing
        # Nothing is received before it was announced.
        Starting | Take          | refused NothingRecorded
        Starting | Renew         | refused StaleReceiver
        Starting | Left          | refused StaleReceiver
        Starting | LetGo         | refused StaleReceiver
        Starting | Rename        | Renamed(bot)
        Starting | Told          | nothing
        Starting | Closed        | nothing
        Starting | Configure     | Configured
        Starting | OptOut        | OptOutsChanged
        Starting | OptIn         | OptOutsChanged
        Starting | Erase         | ErasureMoved
        Starting | Erased        | nothing
        Starting | Look          | nothing
        Starting deadline=0s | Look | Ended(0s, the server ended while it was being started, yes) + Close(yes)

        Recording | Start        | nothing
        Recording | Start other  | refused AlreadyRecording
        Recording | Announced    | nothing
        Recording | GiveUp       | nothing
        Recording | Joined       | nothing
        Recording | Joined other | refused NothingRecorded
        # The receiver delivers what it has …
        Recording | Stop         | StopAsked(15s, asked)
        Recording | Stop other   | refused NothingRecorded
        # … and one whose lease ran out is not waited for.
        Recording lease=0s | Stop | Ended(0s, asked, no) + Close(no)
        Recording lease=none | Stop | Ended(0s, asked, no) + Close(no)
        Recording | Stop by=starter     | StopAsked(15s, asked)
        Recording | Stop by=participant | StopAsked(15s, asked)
        Recording | Stop by=stranger    | refused NotPermitted
        Recording | Stop by=manager     | StopAsked(15s, asked)
        Recording may=Starter  | Stop by=participant | refused NotPermitted
        Recording may=Starter  | Stop by=starter     | StopAsked(15s, asked)
        Recording may=Managers | Stop by=starter     | refused NotPermitted
        Recording may=Managers | Stop by=manager     | StopAsked(15s, asked)
        Recording | Pause        | Paused
        Recording | Pause by=stranger | refused NotPermitted
        Recording | Resume       | nothing
        Recording lease=none | Take | Taken(4, b, 6s)
        Recording lease=0s   | Take | Taken(4, b, 6s)
        Recording lease=1ms  | Take | refused LeaseHeld
        # Its own lease, and that of an earlier life where there is no other server.
        Recording | Take silo=a  | Taken(4, a, 6s)
        Recording | Take alone   | Taken(4, b, 6s)
        Recording | Take other   | refused NothingRecorded
        Recording | Renew        | Renewed(0s, 1, 2)
        # One that comes late goes on as long as nobody took the session over.
        Recording lease=-1h | Renew  | Renewed(0s, 1, 2)
        Recording | Renew epoch=2    | refused StaleReceiver
        Recording | Renew people=0   | Renewed(0s, 1, 0)
        Recording empty=-59s | Renew people=0 | Renewed(0s, 1, 0)
        Recording empty=-1m  | Renew people=0 | Renewed(0s, 1, 0) + StopAsked(15s, everybody has left the channel)
        Recording empty=-1m  | Renew          | Renewed(0s, 1, 2)
        # Nobody was there yet: they may be on their way.
        Recording empty=-4m came=no | Renew people=0 | Renewed(0s, 1, 0)
        Recording empty=-5m came=no | Renew people=0 | Renewed(0s, 1, 0) + StopAsked(15s, nobody joined the channel)
        Recording | Left         | Ended(0s, kicked, no) + Close(no)
        Recording | Left epoch=2 | refused StaleReceiver
        Recording | LetGo        | LetGo(0s)
        Recording lease=0s | LetGo | nothing
        Recording | LetGo epoch=2 | refused StaleReceiver
        Recording | Rename       | Renamed(bot)
        Recording | Told         | nothing
        Recording | Closed       | nothing
        Recording | Configure    | Configured
        Recording | Configure by=participant | refused NotPermitted
        Recording | OptOut       | OptOutsChanged
        Recording | OptIn        | OptOutsChanged
        Recording | Erase        | ErasureMoved
        Recording | Erased       | nothing
        Recording | Look         | nothing
        Recording empty=-1m | Look | StopAsked(15s, everybody has left the channel)
        # Without a receiver nobody knows who is there.
        Recording empty=-1m lease=0s | Look | nothing
        Recording lease=-15m | Look | Ended(0s, no server could receive the call for 15 minutes, no) + Close(no)

        Paused | Start     | nothing
        Paused | Announced | nothing
        Paused | GiveUp    | nothing
        Paused | Joined    | nothing
        Paused | Stop      | StopAsked(15s, asked)
        Paused | Pause     | nothing
        Paused | Resume    | Resumed
        Paused | Resume by=stranger | refused NotPermitted
        Paused lease=0s | Take | Taken(4, b, 6s)
        Paused | Take      | refused LeaseHeld
        Paused | Renew     | Renewed(0s, 1, 2)
        Paused empty=-1m | Renew people=0 | Renewed(0s, 1, 0) + StopAsked(15s, everybody has left the channel)
        Paused | Left      | Ended(0s, kicked, no) + Close(no)
        Paused | LetGo     | LetGo(0s)
        Paused | Rename    | Renamed(bot)
        Paused | Told      | nothing
        Paused | Closed    | nothing
        Paused | Configure | Configured
        Paused | OptOut    | OptOutsChanged
        Paused | OptIn     | OptOutsChanged
        Paused | Erase     | ErasureMoved
        Paused | Erased    | nothing
        Paused | Look      | nothing

        Stopping | Start     | nothing
        Stopping | Announced | nothing
        Stopping | GiveUp    | nothing
        Stopping | Joined    | nothing
        Stopping | Stop      | nothing
        Stopping | Pause     | nothing
        Stopping | Resume    | nothing
        # Whoever comes now would only find the end.
        Stopping lease=0s | Take | refused NothingRecorded
        Stopping | Take      | refused NothingRecorded
        Stopping | Renew     | Renewed(0s, 1, 2)
        Stopping | Left      | Ended(0s, asked, no) + Close(no)
        Stopping | LetGo     | LetGo(0s)
        Stopping | Rename    | Renamed(bot)
        Stopping | Told      | nothing
        Stopping | Closed    | nothing
        Stopping | Configure | Configured
        Stopping | OptOut    | OptOutsChanged
        Stopping | OptIn     | OptOutsChanged
        Stopping | Erase     | ErasureMoved
        Stopping | Erased    | nothing
        Stopping | Look      | nothing
        Stopping lease=0s | Look | nothing
        # One that is gone is not waited for, nor one that never ends.
        Stopping deadline=0s lease=0s | Look | Ended(0s, asked, no) + Close(no)
        Stopping deadline=0s   | Look | nothing
        Stopping deadline=-15s | Look | Ended(0s, asked, no) + Close(no)
        """;

    public static IEnumerable<object[]> Lines => Cases.Of(Table);

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_guild_decides(string state, string command, string decision) => GuildWords.Decided(state, command).ShouldBe(decision);

    [Fact]
    public void The_table_names_every_pair() => Cases.Pairs(Lines).ShouldBe(
        GuildWords.States.SelectMany(state => Cases.KindsOf<GuildCommand>().Select(command => (state, command))), ignoreOrder: true);

    [Fact]
    public void A_guild_knows_at_most_so_many_ended_sessions_and_forgets_the_oldest()
    {
        var state = new GuildState();
        for (var i = 0; i < Limits.EndedSessionsMax + 3; i++)
        {
            var meeting = MeetingId.At(Given.Noon, (ulong)i);
            state = Apply(state, new GuildCommand.Start(meeting, Given.Tenant, 1, 2, 3, IsAutomatic: false));
            state = Apply(state, new GuildCommand.Announced(meeting, 4, "", [3]));
            state = Apply(state, new GuildCommand.Stop(meeting, null, "asked"));
        }
        state.Ended.Count.ShouldBe(Limits.EndedSessionsMax);
        state.Ended[0].Session.Meeting.ShouldBe(MeetingId.At(Given.Noon, 3));
    }

    [Fact]
    public void An_ended_session_is_closed_then_told_and_a_cancelled_one_is_never_told()
    {
        var state = GuildWords.State("Recording");
        var meeting = state.Session!.Meeting;
        state = Apply(state, new GuildCommand.Left(meeting, 3, "kicked"));
        Guild.Decide(state, new GuildCommand.Told(meeting), Given.Noon).Events.ShouldBeEmpty("its meeting is still to be stopped");
        Guild.Decide(state, new GuildCommand.Look(), Given.Noon).Effects.ShouldBe([new GuildEffect.Close(meeting, Cancel: false)]);
        state = Apply(state, new GuildCommand.Closed(meeting));
        state.Ended.ShouldHaveSingleItem().IsClosed.ShouldBeTrue();
        Apply(state, new GuildCommand.Told(meeting)).Ended.ShouldBeEmpty();

        var never = GuildWords.State("Starting");
        never = Apply(never, new GuildCommand.GiveUp(meeting, "no"));
        Apply(never, new GuildCommand.Closed(meeting)).Ended.ShouldBeEmpty();
    }

    [Fact]
    public void A_person_is_erased_meeting_by_meeting_then_once_more_later()
    {
        var state = Apply(new GuildState(), new GuildCommand.Erase(9));
        var (first, second) = (MeetingId.At(Given.Noon, 1), MeetingId.At(Given.Noon, 2));
        state = Apply(Apply(state, new GuildCommand.Erased(9, first)), new GuildCommand.Erased(9, second));
        state.Erasures.ShouldBe([new PersonErasure(9, Given.Noon, second, null, 2)]);
        state = Apply(state, new GuildCommand.Erased(9, null));
        state.Erasures.ShouldBe([new PersonErasure(9, Given.Noon, null, Given.Noon + Limits.EraseAgainAfter, 2)]);
        Guild.Decide(state, new GuildCommand.Look(), Given.Noon).Effects.ShouldBeEmpty();
        Guild.LookAt(state, Given.Noon).ShouldBe(Given.Noon + Limits.EraseAgainAfter);
        Guild.Decide(state, new GuildCommand.Look(), Given.Noon + Limits.EraseAgainAfter).Effects.ShouldHaveSingleItem();
        Apply(Apply(state, new GuildCommand.Erased(9, first)), new GuildCommand.Erased(9, null)).Erasures.ShouldBeEmpty();
    }

    [Fact]
    public void Only_so_many_people_are_erased_at_a_time()
    {
        var state = new GuildState();
        for (var user = 1; user <= Limits.ErasuresMax; user++) state = Apply(state, new GuildCommand.Erase((ulong)user));
        Guild.Decide(state, new GuildCommand.Erase(999), Given.Noon).Refused!.Code.ShouldBe(RefusalCode.GuildBusy);
        Guild.Decide(state, new GuildCommand.Erase(1), Given.Noon).Refused.ShouldBeNull("asked again by one who asked before");
    }

    private static GuildState Apply(GuildState state, GuildCommand command) => Guild.Decide(state, command, Given.Noon).Events.Aggregate(state, Guild.Evolve);
}
