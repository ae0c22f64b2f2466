using Chronote.Domain.Ports;
using Chronote.Grains;
using Chronote.Kernel.State;
using Chronote.Kernel.Simulation;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Running;
using Microsoft.Extensions.Logging;

namespace Chronote.Simulation.Server;

/// <summary>The server's log. A failure that nobody drew is a finding, even where the server went on as if nothing was.</summary>
internal sealed class CapturedLog(Findings findings, Books books) : ILoggerProvider, ILogger
{
    public void Caught(string what, Exception failure)
    {
        // Whoever was at work on a meeting that is deleted meanwhile finds nothing there.
        if (failure is InvalidDataException or InvalidOperationException && books.NamesADeletedMeeting(failure.Message)) return;
        if (!WasToBeExpected(failure)) findings.Add($"unexpected failure, {what}: {failure}");
    }

    /// <summary>What drawn troubles may come out as: the failure itself, a fenced activation, an answer that came too late or never.</summary>
    public static bool WasToBeExpected(Exception failure) =>
        failure is DrawnFailureException or StoreException or FencedException or InconsistentStateException or TimeoutException or ConnectionLostException or OperationCanceledException;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null) Caught(formatter(state, exception), exception);
    }

    public void Dispose()
    {
    }
}
