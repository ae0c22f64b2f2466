using Chronote.Domain.Meetings;

namespace Chronote.Domain.Tests.Meetings;

/// <summary>Every state with every command. It is noon; instants are distances from it.</summary>
public sealed class MeetingTableTests
{
    private const string Table = """
        Absent | Create | Created(0s) + LookAgain(30s)
        Absent | Look   | refused UnknownMeeting
        Absent | Stop   | refused UnknownMeeting
        Absent | Cancel | refused UnknownMeeting
        Absent | Delete | refused UnknownMeeting

        Recording | Create         | nothing
        Recording | Look           | LookAgain(30s)
        Recording | Look heard=-3m | LookAgain(30s)
        Recording | Look heard=-3m1ms | WentQuiet(0s) + LookAgain(30s)
        # Nobody was ever heard: silence counts from the beginning.
        Recording created=-3m | Look stored=0 heard=none | LookAgain(30s)
        Recording created=-4m | Look stored=0 heard=none | WentQuiet(0s) + LookAgain(30s)
        # Open work is no business of a recording meeting.
        Recording | Look owed=3 text=2 dead=1 files=no notes=no | LookAgain(30s)
        Recording | Stop           | Stopped(0s, 1m, no) + LookAgain(0s)
        Recording | Stop drain=5s  | Stopped(0s, 5s, no) + LookAgain(0s)
        Recording | Cancel         | Cancelled(0s) + Rest
        Recording | Delete         | Deleted(0s) + Erase

        Interrupted | Create | nothing
        # What was heard before the silence is what made it silence.
        Interrupted since=-10m | Look heard=-13m1ms | LookAgain(30s)
        Interrupted since=-10m | Look heard=none    | LookAgain(30s)
        Interrupted since=-10m | Look heard=-1s     | HeardAgain(0s) + LookAgain(30s)
        # Stored while the silence was being decided: the decision didn't know it.
        Interrupted since=-10m | Look heard=-10m    | HeardAgain(0s) + LookAgain(30s)
        Interrupted since=-10m | Look heard=-13m    | HeardAgain(0s) + LookAgain(30s)
        Interrupted since=-24h | Look heard=none    | LookAgain(30s)
        Interrupted since=-24h1ms | Look heard=none | Stopped(0s, 1m, yes) + LookAgain(0s)
        # A source that came back wins over a limit that has passed.
        Interrupted since=-25h | Look heard=-1s     | HeardAgain(0s) + LookAgain(30s)
        Interrupted | Stop   | Stopped(0s, 1m, no) + LookAgain(0s)
        Interrupted | Cancel | Cancelled(0s) + Rest
        Interrupted | Delete | Deleted(0s) + Erase

        Draining | Create | nothing
        Draining | Look                   | Completed(0s, 0, 0) + LookAgain(0s)
        Draining | Look dead=2            | Completed(0s, 0, 2) + LookAgain(0s)
        Draining | Look owed=1            | LookAgain(1s)
        Draining | Look text=1            | LookAgain(1s)
        # Files and notes are made as soon as everything is there, in this order …
        Draining | Look files=no notes=no | LookAgain(1s) + Assemble
        Draining | Look notes=no          | LookAgain(1s) + WriteNotes
        # … or of what there is, shortly before the deadline.
        Draining deadline=10s1ms | Look owed=1 files=no | LookAgain(1s)
        Draining deadline=10s    | Look owed=1 files=no | LookAgain(1s) + Assemble
        Draining deadline=10s    | Look text=1 notes=no | LookAgain(1s) + WriteNotes
        Draining deadline=10s    | Look text=1          | LookAgain(1s)
        Draining deadline=300ms  | Look text=1          | LookAgain(300ms)
        # At the deadline it completes whatever is open.
        Draining deadline=0s  | Look owed=2 text=3 dead=4 files=no notes=no | Completed(0s, 5, 4) + LookAgain(0s)
        Draining deadline=-3d | Look owed=2 text=3      | Completed(0s, 5, 0) + LookAgain(0s)
        # Without any audio there is nothing to complete.
        Draining              | Look stored=0           | Failed(0s) + Rest
        Draining              | Look stored=0 owed=1    | LookAgain(1s)
        Draining deadline=0s  | Look stored=0 owed=1    | Failed(0s) + Rest
        Draining | Stop   | nothing
        Draining | Cancel | Cancelled(0s) + Rest
        Draining | Delete | Deleted(0s) + Erase

        Completed | Create | nothing
        Completed | Look                          | Rest
        Completed | Look owed=1 dead=1            | Rest
        Completed | Look text=1                   | LookAgain(1s)
        Completed | Look text=1 files=no notes=no | LookAgain(1s) + Assemble
        Completed | Look notes=no                 | LookAgain(1s) + WriteNotes
        Completed | Stop   | nothing
        Completed | Cancel | refused NotRecording
        Completed | Delete | Deleted(0s) + Erase

        Failed | Create | nothing
        Failed | Look stored=0        | Rest
        # Late audio makes it a meeting after all, with everything that is open said.
        Failed | Look stored=2 text=1 dead=1        | Completed(0s, 1, 1) + LookAgain(0s)
        Failed | Look stored=2 owed=4 text=1 dead=1 | Completed(0s, 5, 1) + LookAgain(0s)
        Failed | Stop   | nothing
        Failed | Cancel | refused NotRecording
        Failed | Delete | Deleted(0s) + Erase

        Cancelled | Create | nothing
        Cancelled | Look   | Rest
        Cancelled | Stop   | refused Cancelled
        Cancelled | Cancel | nothing
        Cancelled | Delete | Deleted(0s) + Erase

        Deleted | Create | refused Deleted
        Deleted | Look   | Erase
        Deleted | Stop   | refused Deleted
        Deleted | Cancel | refused Deleted
        Deleted | Delete | nothing
        """;

    public static IEnumerable<object[]> Lines => Cases.Of(Table);

    [Theory, MemberData(nameof(Lines))]
    public void A_meeting_decides_as_the_table_says(string state, string command, string decision)
        => Shown.Decision(Meeting.Decide(MeetingWords.State(state), MeetingWords.Command(command), Given.Noon)).ShouldBe(decision);

    [Fact]
    public void The_table_names_every_state_with_every_command()
        => Cases.AllPairs<MeetingState, MeetingCommand>().Except(Cases.Pairs(Lines)).ShouldBeEmpty();

    [Fact]
    public void Whatever_is_decided_can_be_applied_and_the_state_it_gives_can_decide_again()
    {
        foreach (var line in Lines)
        {
            var (state, command) = (MeetingWords.State((string)line[0]), MeetingWords.Command((string)line[1]));
            var next = Meeting.Decide(state, command, Given.Noon).Events.Aggregate(state, Meeting.Evolve);
            foreach (var again in new[] { "Create", "Look", "Stop", "Cancel", "Delete" })
                Should.NotThrow(() => Meeting.Decide(next, MeetingWords.Command(again), Given.Noon));
        }
    }

    [Fact]
    public void Repeating_a_command_that_was_heard_changes_nothing()
    {
        foreach (var (state, command) in new[] { ("Absent", "Create"), ("Recording", "Stop"), ("Recording", "Cancel"), ("Completed", "Delete") })
        {
            var first = MeetingWords.State(state);
            var next = Meeting.Decide(first, MeetingWords.Command(command), Given.Noon).Events.Aggregate(first, Meeting.Evolve);
            var again = Meeting.Decide(next, MeetingWords.Command(command), Given.Noon + TimeSpan.FromHours(1));
            Shown.Decision(again).ShouldBe("nothing", $"{command} after {command}");
        }
    }

    [Theory]
    [InlineData("Recording", "Recording(-1h)")]
    [InlineData("Draining", "Draining(-20s, 40s)")]
    public void A_state_that_nothing_happened_to_keeps_its_instants(string state, string shown) => Shown.Value(MeetingWords.State(state)).ShouldBe(shown);
}
