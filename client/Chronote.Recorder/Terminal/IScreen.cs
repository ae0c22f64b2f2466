using Chronote.Media.Levels;

namespace Chronote.Recorder.Terminal;

/// <summary>What the user sees while something is recorded.</summary>
internal interface IScreen
{
    /// <summary>A sentence that stays.</summary>
    void Say(string sentence);

    /// <summary>A result, on standard output, for people and programs.</summary>
    void Print(string line);

    /// <summary>How loud a track is now.</summary>
    void Level(string track, FrameLevel level);

    /// <summary>How much of a track was recorded in this life of the recorder.</summary>
    void Recorded(string track, TimeSpan length);

    /// <summary>One more chunk is at the server; so many still wait here.</summary>
    void Delivered(string track, long waiting);
}
