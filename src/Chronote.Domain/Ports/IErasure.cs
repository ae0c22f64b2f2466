namespace Chronote.Domain.Ports;

/// <summary>Removes what a deleted meeting owned. The tombstone, its row in <c>meetings</c>, stays: every later insert fails against it (I12).</summary>
public interface IErasure
{
    /// <summary>Removes a bounded portion of the meeting's rows. True: none is left.</summary>
    Task<bool> EraseRows(MeetingId meeting);

    /// <summary>
    /// Removes what a track holds, from a meeting that goes on: the track is marked first, so that nothing is stored on it any more, then a bounded
    /// portion of its rows is removed. Summaries and notes made of its text are removed with the last one, and made again without it.
    /// </summary>
    /// <returns>True: nothing is left. True, too, where there is no such track.</returns>
    Task<bool> EraseTrack(TrackKey track, DateTimeOffset now);

    /// <summary>Names of the objects which were ever meant to be written for the meeting.</summary>
    Task<IReadOnlyList<string>> Objects(MeetingId meeting);

    /// <summary>Forgets the names, once nothing can write them any more.</summary>
    Task ForgetObjects(MeetingId meeting);
}
