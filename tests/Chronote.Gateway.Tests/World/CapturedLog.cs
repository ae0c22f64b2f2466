using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Chronote.Gateway.Tests.World;

/// <summary>Keeps what a server logs.</summary>
internal sealed class CapturedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<(string Category, IReadOnlyDictionary<string, object?> Fields)> _fields = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Category(categoryName, this);

    /// <summary>What a log store would be given of each line of a category that ends so.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Fields(string category) =>
        [.. _fields.Where(line => line.Category.EndsWith(category, StringComparison.Ordinal)).Select(line => line.Fields)];

    public void Dispose()
    {
    }

    private sealed class Category(string name, CapturedLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            log._lines.Enqueue($"{logLevel} {name}: {formatter(state, exception)} {exception}");
            if (state is IEnumerable<KeyValuePair<string, object?>> fields) log._fields.Enqueue((name, new Dictionary<string, object?>(fields)));
        }
    }
}
