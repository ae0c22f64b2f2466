using Chronote.Media.Levels;

namespace Chronote.Recorder.Terminal;

/// <summary>A terminal: a line per track at the bottom with its level, length and what waits; sentences scroll above.</summary>
internal sealed class LevelScreen(TextWriter terminal, TimeProvider time) : IScreen
{
    private const int BarCharacters = 20;
    private const float BarFromDbfs = -60;
    private static readonly TimeSpan RedrawEvery = TimeSpan.FromMilliseconds(100);

    private readonly SortedDictionary<string, Line> lines = new(StringComparer.Ordinal);
    private int drawn;
    private long drawnAt;

    public void Say(string sentence) => Above(sentence);

    public void Print(string line) => Above(line);

    public void Level(string track, FrameLevel level)
    {
        var line = Of(track);
        // Falls slowly, as a needle would, so that an eye can follow.
        line.PeakDbfs = Math.Max(level.PeakDbfs, line.PeakDbfs - 0.6f);
        Redraw();
    }

    public void Recorded(string track, TimeSpan length)
    {
        Of(track).Recorded = length;
        Redraw();
    }

    public void Delivered(string track, long waiting)
    {
        var line = Of(track);
        (line.Delivered, line.Waiting) = (line.Delivered + 1, waiting);
        Redraw();
    }

    private Line Of(string track) => lines.TryGetValue(track, out var line) ? line : lines[track] = new Line();

    private void Above(string text)
    {
        Erase();
        terminal.WriteLine(text);
        Draw();
    }

    private void Redraw()
    {
        if (drawn > 0 && time.GetElapsedTime(drawnAt) < RedrawEvery) return;
        Erase();
        Draw();
    }

    // Up over the lines drawn before, and everything below them away.
    private void Erase()
    {
        if (drawn > 0) terminal.Write($"\e[{drawn}A\e[J");
        drawn = 0;
    }

    private void Draw()
    {
        foreach (var (track, line) in lines)
        {
            var full = (int)Math.Clamp((line.PeakDbfs - BarFromDbfs) / -BarFromDbfs * BarCharacters, 0, BarCharacters);
            terminal.WriteLine(
                $"{track,-12} {new string('#', full)}{new string('.', BarCharacters - full)} {line.Recorded:h\\:mm\\:ss}  {line.Delivered} delivered"
                + (line.Waiting > 0 ? $", {line.Waiting} waiting here" : ""));
        }
        terminal.Flush();
        (drawn, drawnAt) = (lines.Count, time.GetTimestamp());
    }

    private sealed class Line
    {
        public float PeakDbfs { get; set; } = FrameLevel.SilenceDbfs;
        public TimeSpan Recorded { get; set; }
        public long Delivered { get; set; }
        public long Waiting { get; set; }
    }
}
