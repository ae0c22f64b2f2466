using Chronote.Media.Levels;

namespace Chronote.Recorder.Terminal;

/// <summary>Lines and nothing else: for logs, pipes and <c>--quiet</c>.</summary>
internal sealed class PlainScreen(TextWriter output, TextWriter sentences) : IScreen
{
    public void Say(string sentence) => sentences.WriteLine(sentence);

    public void Print(string line) => output.WriteLine(line);

    public void Level(string track, FrameLevel level) { }

    public void Recorded(string track, TimeSpan length) { }

    public void Delivered(string track, long waiting) { }
}
