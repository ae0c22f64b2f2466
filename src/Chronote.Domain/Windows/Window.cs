using System.Diagnostics;

namespace Chronote.Domain.Windows;

using static WindowCommand;
using static WindowState;
using Decision = Decision<WindowEvent, WindowEffect>;

/// <summary>A span of the timeline over all tracks, on its way to artefacts and a summary: Open → Closing → Assembled → Summarised (design, section 6).</summary>
public abstract record WindowState
{
    public sealed record Open : WindowState;
    /// <param name="Revision">The revision being made; its artefacts carry it in their names.</param>
    public sealed record Closing(int Revision) : WindowState;
    public sealed record Assembled(int Revision, long ChunkCount) : WindowState;
    public sealed record Summarised(int Revision, long ChunkCount) : WindowState;

    private WindowState() { }
}

public abstract record WindowCommand
{
    /// <param name="ChunkCount">Chunks stored in this window now.</param>
    /// <param name="TextIsCurrent">The summary was made from the text as it is now.</param>
    public sealed record Refresh(long ChunkCount, bool TextIsCurrent) : WindowCommand
    {
        /// <summary>A track was erased since the files were made: their number of chunks says nothing any more.</summary>
        public bool FilesAreStale { get; init; }
    }

    public sealed record ArtefactsWritten(int Revision, long ChunkCount) : WindowCommand;
    public sealed record SummaryWritten(int Revision) : WindowCommand;

    private WindowCommand() { }
}

public abstract record WindowEvent
{
    public sealed record ClosingBegan(int Revision) : WindowEvent;
    public sealed record ArtefactsWritten(int Revision, long ChunkCount) : WindowEvent;
    public sealed record SummaryWritten(int Revision) : WindowEvent;

    private WindowEvent() { }
}

public abstract record WindowEffect
{
    public sealed record Assemble(int Revision) : WindowEffect;
    public sealed record Summarise(int Revision) : WindowEffect;

    private WindowEffect() { }
}

public static class Window
{
    public static Decision Decide(WindowState state, WindowCommand command) => (state, command) switch
    {
        (Open, Refresh { ChunkCount: 0 }) => Decision.Nothing,
        (Open, Refresh) => Begin(1),
        // A crash between fixing the revision and committing it: the same revision is made again.
        (Closing closing, Refresh) => Decision.Do(new WindowEffect.Assemble(closing.Revision)),
        (Assembled a, Refresh r) when r.ChunkCount != a.ChunkCount || r.FilesAreStale => Begin(a.Revision + 1),
        (Assembled a, Refresh) => Decision.Do(new WindowEffect.Summarise(a.Revision)),
        (Summarised s, Refresh r) when r.ChunkCount != s.ChunkCount || r.FilesAreStale => Begin(s.Revision + 1),
        (Summarised, Refresh { TextIsCurrent: true }) => Decision.Nothing,
        (Summarised s, Refresh) => Decision.Do(new WindowEffect.Summarise(s.Revision)),

        (Closing closing, ArtefactsWritten written) when written.Revision == closing.Revision => Decision.Of(
            new WindowEvent.ArtefactsWritten(written.Revision, written.ChunkCount), new WindowEffect.Summarise(written.Revision)),
        (_, ArtefactsWritten) => Decision.Nothing,

        (Assembled a, SummaryWritten written) when written.Revision == a.Revision => Decision.Of(new WindowEvent.SummaryWritten(written.Revision)),
        (_, SummaryWritten) => Decision.Nothing,
        _ => throw new UnreachableException($"{state.GetType().Name} + {command.GetType().Name}"),
    };

    public static WindowState Evolve(WindowState state, WindowEvent happened) => (state, happened) switch
    {
        (_, WindowEvent.ClosingBegan began) => new Closing(began.Revision),
        (Closing, WindowEvent.ArtefactsWritten written) => new Assembled(written.Revision, written.ChunkCount),
        (Assembled a, WindowEvent.SummaryWritten) => new Summarised(a.Revision, a.ChunkCount),
        _ => throw new UnreachableException($"{state.GetType().Name} + {happened.GetType().Name}"),
    };

    private static Decision Begin(int revision) => Decision.Of(new WindowEvent.ClosingBegan(revision), new WindowEffect.Assemble(revision));
}
