using Chronote.Domain.Windows;

namespace Chronote.Domain.Tests.Windows;

/// <summary>Every state of a window with every command.</summary>
public sealed class WindowTableTests
{
    private const string Table = """
        # A window without audio is a row and nothing else.
        Open | Refresh chunks=0 | nothing
        Open | Refresh chunks=3 | ClosingBegan(1) + Assemble(1)
        Open | ArtefactsWritten revision=1 chunks=3 | nothing
        Open | SummaryWritten revision=1 | nothing

        # A crash between fixing the revision and committing it: the same revision is made again, of what there is by then.
        Closing revision=2 | Refresh chunks=3 | Assemble(2)
        Closing revision=2 | Refresh chunks=9 | Assemble(2)
        Closing revision=2 | ArtefactsWritten revision=2 chunks=3 | ArtefactsWritten(2, 3) + Summarise(2)
        # Whoever wrote another revision lost: its files are never named.
        Closing revision=2 | ArtefactsWritten revision=1 chunks=3 | nothing
        Closing revision=2 | ArtefactsWritten revision=3 chunks=3 | nothing
        Closing revision=2 | SummaryWritten revision=2 | nothing

        Assembled revision=2 chunks=3 | Refresh chunks=3 | Summarise(2)
        Assembled revision=2 chunks=3 | Refresh chunks=3 current=no | Summarise(2)
        Assembled revision=2 chunks=3 | Refresh chunks=4 | ClosingBegan(3) + Assemble(3)
        # A track was erased: as many chunks may have come as went.
        Assembled revision=2 chunks=3 | Refresh chunks=3 stale=yes | ClosingBegan(3) + Assemble(3)
        Assembled revision=2 chunks=3 | ArtefactsWritten revision=2 chunks=3 | nothing
        Assembled revision=2 chunks=3 | SummaryWritten revision=2 | SummaryWritten(2)
        Assembled revision=2 chunks=3 | SummaryWritten revision=1 | nothing

        Summarised revision=2 chunks=3 | Refresh chunks=3 | nothing
        Summarised revision=2 chunks=3 | Refresh chunks=3 current=no | Summarise(2)
        # Late audio before late text: the files first, then a summary of both.
        Summarised revision=2 chunks=3 | Refresh chunks=4 current=no | ClosingBegan(3) + Assemble(3)
        Summarised revision=2 chunks=3 | Refresh chunks=4 | ClosingBegan(3) + Assemble(3)
        Summarised revision=2 chunks=3 | Refresh chunks=3 stale=yes | ClosingBegan(3) + Assemble(3)
        Summarised revision=2 chunks=3 | ArtefactsWritten revision=2 chunks=3 | nothing
        Summarised revision=2 chunks=3 | SummaryWritten revision=2 | nothing
        """;

    public static IEnumerable<object[]> Lines => Cases.Of(Table);

    [Theory, MemberData(nameof(Lines))]
    public void A_window_decides_as_the_table_says(string state, string command, string decision)
        => Shown.Decision(Window.Decide(State(state), Command(command))).ShouldBe(decision);

    [Fact]
    public void The_table_names_every_state_with_every_command()
        => Cases.AllPairs<WindowState, WindowCommand>().Except(Cases.Pairs(Lines)).ShouldBeEmpty();

    [Fact]
    public void A_windows_revision_only_grows_and_it_comes_to_rest_when_nothing_new_arrives()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            WindowState state = new WindowState.Open();
            var stored = 1L;
            for (var step = 0; step < 40; step++)
            {
                if (random.Next(5) == 0) stored++;
                var before = Revision(state);
                // A result may come twice, late, or never; a refresh comes when it likes.
                state = Apply(state, random.Next(3) switch
                {
                    0 => new WindowCommand.Refresh(stored, random.Next(2) == 0),
                    1 => new WindowCommand.ArtefactsWritten(random.Next(1, before + 2), stored),
                    _ => new WindowCommand.SummaryWritten(random.Next(1, before + 2)),
                });
                Revision(state).ShouldBeInRange(before, before + 1, $"seed {seed}, step {step}");
            }
            for (var i = 0; i < 3; i++)
            {
                state = Apply(state, new WindowCommand.Refresh(stored, true));
                state = Apply(state, new WindowCommand.ArtefactsWritten(Revision(state), stored));
                state = Apply(state, new WindowCommand.SummaryWritten(Revision(state)));
            }
            state.ShouldBeOfType<WindowState.Summarised>().ChunkCount.ShouldBe(stored, $"seed {seed}");
            Window.Decide(state, new WindowCommand.Refresh(stored, true)).ShouldBeSameAs(Decision<WindowEvent, WindowEffect>.Nothing);
        }
    }

    private static WindowState Apply(WindowState state, WindowCommand command) => Window.Decide(state, command).Events.Aggregate(state, Window.Evolve);

    private static int Revision(WindowState state) => state switch
    {
        WindowState.Closing closing => closing.Revision,
        WindowState.Assembled assembled => assembled.Revision,
        WindowState.Summarised summarised => summarised.Revision,
        _ => 0,
    };

    private static WindowState State(string text)
    {
        var words = new Words(text);
        var (revision, chunks) = ((int)words.Number("revision", 0)!.Value, words.Number("chunks", 0)!.Value);
        return text.Split(' ')[0] switch
        {
            "Open" => new WindowState.Open(),
            "Closing" => new WindowState.Closing(revision),
            "Assembled" => new WindowState.Assembled(revision, chunks),
            "Summarised" => new WindowState.Summarised(revision, chunks),
            _ => throw new ArgumentException(text),
        };
    }

    private static WindowCommand Command(string text)
    {
        var words = new Words(text);
        return text.Split(' ')[0] switch
        {
            "Refresh" => new WindowCommand.Refresh(words.Number("chunks", 0)!.Value, words.Flag("current", true)) { FilesAreStale = words.Flag("stale", false) },
            "ArtefactsWritten" => new WindowCommand.ArtefactsWritten((int)words.Number("revision", 0)!.Value, words.Number("chunks", 0)!.Value),
            "SummaryWritten" => new WindowCommand.SummaryWritten((int)words.Number("revision", 0)!.Value),
            _ => throw new ArgumentException(text),
        };
    }
}
