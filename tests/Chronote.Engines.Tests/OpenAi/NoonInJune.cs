namespace Chronote.Engines.Tests.OpenAi;

/// <summary>A calendar that stands still; timers run as always.</summary>
internal sealed class NoonInJune : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
}
