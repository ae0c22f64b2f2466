using System.Reflection;
using System.Text.Json;

namespace Chronote.Kernel.Hosting;

public sealed class EmbeddedHostOptions
{
    /// <summary>Where grain classes are looked for.</summary>
    public IReadOnlyList<Assembly> Assemblies { get; set; } = [];

    /// <summary>A catalogue made before, instead of <see cref="Assemblies"/>: many hosts in one process need to look only once.</summary>
    public GrainCatalogue? Catalogue { get; set; }

    /// <summary>How arguments, results, events and state are written.</summary>
    public JsonSerializerOptions Json { get; set; } = JsonSerializerOptions.Web;

    /// <summary>How long a caller waits for an answer. Default 30 s. A timeout means unknown: the call may have happened.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long without use a grain is forgotten. Default 15 min.</summary>
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often idle grains are looked for. Default 1 min.</summary>
    public TimeSpan CollectEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long <see cref="Grain.OnActivateAsync"/> may take until its token is cancelled. Default 30 s.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many turns may wait at one grain. Default 10,000; one more is refused with <see cref="LimitExceededException"/>.</summary>
    public int MailboxTurnsMax { get; set; } = 10_000;

    /// <summary>How many events of one stream may wait for one subscriber. Default 10,000; one more is refused with <see cref="LimitExceededException"/>.</summary>
    public int StreamEventsMax { get; set; } = 10_000;

    /// <summary>How often an event is delivered to a subscriber that throws, before it is skipped. Default 5.</summary>
    public int StreamDeliveriesMax { get; set; } = 5;

    /// <summary>Between the second delivery and the third; doubled for each one after. The second comes at once. Default 250 ms.</summary>
    public TimeSpan StreamRedeliveryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The host's own clock, apart from the grains' (which is the <see cref="TimeProvider"/> of the services), so that tests move one without the other.</summary>
    public TimeProvider HousekeepingTime { get; set; } = TimeProvider.System;
}
