using Chronote.Engines.Commands;
using Chronote.Engines.OpenAi;
using Chronote.Engines.PocketSphinx;

namespace Chronote.Engines;

/// <summary>Section <c>Transcription</c>: which engine turns speech into text, and how hard it may be driven.</summary>
public sealed class EngineOptions
{
    public const string Section = "Transcription";

    /// <summary><c>pocketsphinx</c>, <c>openai</c>, <c>command</c> or <c>none</c>. Default: pocketsphinx where it is installed, else
    /// none.</summary>
    /// <remarks>A first start shows text without any set-up; what it writes is labelled as a draft everywhere.</remarks>
    public string? Engine { get; init; }

    /// <summary>BCP 47 tag of what is spoken, for meetings that do not say it themselves, for instance <c>en</c>. Default: the engine
    /// decides.</summary>
    /// <remarks>Engines that guess the language guess wrong on short utterances.</remarks>
    public string? Language { get; init; }

    /// <summary>Requests to the engine at the same time, over all meetings: 1 to 64. Default 5; for pocketsphinx and command the number of
    /// processors.</summary>
    /// <remarks>Local programs use one processor each: more of them at once make every one of them late.</remarks>
    public int? Concurrency { get; init; }

    /// <summary>Requests per minute, over all meetings: 1 to 100,000. Default 60 for openai, no limit for programs on this
    /// machine.</summary>
    /// <remarks>The smallest paid plans of hosted engines allow about this much; a refused request is a lost minute for its
    /// meeting.</remarks>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Time between two requests: 0 to 1 minute. Default 1 s for openai, none for programs on this machine.</summary>
    /// <remarks>Spreads a minute's allowance, so that live text does not wait for a burst of backlog to be forgiven.</remarks>
    public TimeSpan? MinimumSpacing { get; init; }

    public PocketSphinxOptions PocketSphinx { get; init; } = new();

    public OpenAiOptions OpenAI { get; init; } = new();

    public CommandOptions Command { get; init; } = new();

    /// <summary>Everything that is wrong, one sentence each; empty when all is well. Only the chosen engine's own settings are looked
    /// at.</summary>
    public IReadOnlyList<string> Check() =>
    [
        .. Names(),
        .. Bounds.Between($"{Section}:Concurrency", Concurrency, 1, 64),
        .. Bounds.Between($"{Section}:RequestsPerMinute", RequestsPerMinute, 1, 100_000),
        .. Bounds.Between($"{Section}:MinimumSpacing", MinimumSpacing, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
        .. Bounds.Language($"{Section}:Language", Language),
        .. EngineNames.Normal(Engine) switch
        {
            EngineNames.PocketSphinx => PocketSphinx.Check($"{Section}:PocketSphinx", Language),
            EngineNames.OpenAi => OpenAI.Check($"{Section}:OpenAI"),
            EngineNames.Command => Command.Check($"{Section}:Command"),
            _ => [],
        },
    ];

    private IEnumerable<string> Names()
    {
        if (EngineNames.Normal(Engine) is { } name && !EngineNames.All.Contains(name))
            yield return $"{Section}:Engine is '{Engine}'; it must be one of {string.Join(", ", EngineNames.All)}.";
    }
}
