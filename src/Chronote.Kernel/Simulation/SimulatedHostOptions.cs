using Microsoft.Extensions.DependencyInjection;

namespace Chronote.Kernel.Simulation;

public sealed class SimulatedHostOptions
{
    /// <summary>The grains, and their limits. A <see cref="EmbeddedHostOptions.Catalogue"/> made once serves many simulations.</summary>
    public EmbeddedHostOptions Grains { get; } = new();

    /// <summary>Composes a process. Called at the start and after each crash; what is made outside of it survives a crash.</summary>
    public Action<IServiceCollection, SimulatedWorld> Compose { get; set; } = static (_, _) => { };

    /// <summary>When virtual time begins.</summary>
    public DateTimeOffset Start { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Even with work to do, time goes on in one of so many steps: a slow processor, so that timeouts come before
    /// the work: every call to a grain may time out. Default 200; 0 for never.</summary>
    public int TimeAdvancesOneIn { get; set; } = 200;

    /// <summary>The shortest way of an operation to its port, and back. Default 100 µs.</summary>
    public TimeSpan LatencyMin { get; set; } = TimeSpan.FromMicroseconds(100);

    /// <summary>The longest. Default 20 ms.</summary>
    public TimeSpan LatencyMax { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How many of the requests through <see cref="SimulatedHost.Send{T}"/> never arrive, 0 to 1.</summary>
    public double RequestsLost { get; set; }

    /// <summary>How many are carried out and their answer never arrives, 0 to 1.</summary>
    public double AnswersLost { get; set; }

    /// <summary>How many requests, and how many answers, take up to <see cref="LateMax"/>: longer than most clients wait, 0 to 1.</summary>
    public double MessagesLate { get; set; }

    /// <summary>The longest that a late message is under way. Default 45 s.</summary>
    public TimeSpan LateMax { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How many stream events never reach a subscriber, 0 to 1.</summary>
    public double EventsLost { get; set; }

    /// <summary>How many reach it twice, 0 to 1.</summary>
    public double EventsDoubled { get; set; }

    /// <summary>How often a subscriber begins to hear of events only after up to <see cref="StallMax"/>, 0 to 1. Those behind wait with it.</summary>
    public double StreamsStalled { get; set; }

    /// <summary>The longest that a stream stands still. Default 20 s.</summary>
    public TimeSpan StallMax { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How many calls find a second activation of their grain beginning, as a cluster may have for a while, 0 to 1. Until it ends each call goes to one of both.</summary>
    public double ActivationsDoubled { get; set; }

    /// <summary>The longest that a grain has two activations. Default 60 s.</summary>
    public TimeSpan DoubledMax { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Keeps what happened as text, for reading. Default off: it is slow.</summary>
    public bool KeepsTrace { get; set; }
}
