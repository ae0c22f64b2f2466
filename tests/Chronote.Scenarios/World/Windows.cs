using Chronote.Domain.Windows;

namespace Chronote.Scenarios.World;

/// <summary>The shell around <see cref="Window"/>: one window that spans the meeting, its files and its summary.</summary>
internal sealed class Windows(Rows rows)
{
    /// <summary>False while there is no room for files.</summary>
    public bool CanWrite { get; set; } = true;

    /// <summary>False when it could not be brought up to date.</summary>
    public bool Refresh() => Handle(new WindowCommand.Refresh(rows.Tracks.Values.Sum(track => track.Row.ChunkCount), rows.SummaryOfText == rows.TextVersion));

    private bool Handle(WindowCommand command)
    {
        var decision = Window.Decide(rows.Window, command);
        foreach (var happened in decision.Events)
        {
            rows.Window = Window.Evolve(rows.Window, happened);
            switch (happened)
            {
                case WindowEvent.ArtefactsWritten written:
                    rows.WindowChunks = written.ChunkCount;
                    rows.Tell($"window: revision {written.Revision}, {written.ChunkCount} chunks");
                    break;
                case WindowEvent.SummaryWritten:
                    rows.SummaryOfText = rows.TextVersion;
                    break;
            }
        }
        return decision.Effects.All(Obey);
    }

    private bool Obey(WindowEffect effect)
    {
        switch (effect)
        {
            case WindowEffect.Assemble when !CanWrite:
                rows.Tell("window: no room for its files");
                return false;
            case WindowEffect.Assemble assemble:
                return Handle(new WindowCommand.ArtefactsWritten(assemble.Revision, rows.Tracks.Values.Sum(track => track.Row.ChunkCount)));
            case WindowEffect.Summarise when rows.Window is WindowState.Summarised:
                rows.SummaryOfText = rows.TextVersion;
                return true;
            case WindowEffect.Summarise summarise:
                return Handle(new WindowCommand.SummaryWritten(summarise.Revision));
            default:
                throw new InvalidOperationException(effect.GetType().Name);
        }
    }
}
