using Chronote.Simulation.Running;

namespace Chronote.Simulation.Mistakes;

/// <summary>Tells stories with a mistake in them until one shows it.</summary>
internal sealed class MistakeHunt
{
    public const int SeedsMax = 1_000;

    private readonly Kinds _kinds = new();

    /// <summary>Every mistake there is, by theme and name.</summary>
    public static IReadOnlyList<MadeMistake> All { get; } =
    [
        .. typeof(MadeMistake).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(MadeMistake)) && !type.IsAbstract).Select(Make)
            .OrderBy(mistake => mistake.Theme, StringComparer.Ordinal).ThenBy(mistake => mistake.GetType().Name, StringComparer.Ordinal),
    ];

    public static MadeMistake Make(Type type) => (MadeMistake)Activator.CreateInstance(type)!;

    /// <summary>The first of the seeds that shows it, or null.</summary>
    public Outcome? Find(Type mistake, IEnumerable<ulong> seeds) =>
        seeds.Select(seed => Story.Run(StoryOptions.Of(seed), _kinds, Make(mistake))).FirstOrDefault(outcome => !outcome.Holds);
}
