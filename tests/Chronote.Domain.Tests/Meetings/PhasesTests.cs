using Chronote.Domain.Meetings;
using Chronote.Domain.Tracks;

namespace Chronote.Domain.Tests.Meetings;

public sealed class PhasesTests
{
    [Theory]
    [InlineData(MeetingPhase.Recording, WriterPhase.Open)]
    [InlineData(MeetingPhase.Interrupted, WriterPhase.Open)]
    [InlineData(MeetingPhase.Draining, WriterPhase.Stopped)]
    [InlineData(MeetingPhase.Completed, WriterPhase.Stopped)]
    [InlineData(MeetingPhase.Failed, WriterPhase.Stopped)]
    [InlineData(MeetingPhase.Cancelled, WriterPhase.Cancelled)]
    [InlineData(MeetingPhase.Deleted, WriterPhase.Deleted)]
    public void A_meetings_phase_says_what_its_writers_may_do(MeetingPhase meeting, WriterPhase writers) => Phases.Writers(meeting).ShouldBe(writers);

    [Fact]
    public void Every_phase_of_a_meeting_is_one_of_its_states_but_for_the_absent_one()
    {
        var phases = Cases.KindsOf<MeetingState>().Select(kind => Meeting.PhaseOf(MeetingWords.State(kind))).ToList();
        phases.Count(phase => phase is null).ShouldBe(1);
        phases.OfType<MeetingPhase>().Order().ShouldBe(Enum.GetValues<MeetingPhase>().Order());
    }

    [Fact]
    public void Phases_that_are_stored_as_numbers_keep_their_numbers()
        => Enum.GetValues<WriterPhase>().Select(phase => $"{(int)phase} {phase}").ShouldBe(["0 Open", "1 Stopped", "2 Cancelled", "3 Deleted"]);
}
