using Chronote.Gateway.Operating;
using Chronote.Storage.Sql;

namespace Chronote.Silo.Host;

/// <summary>What the server itself asks of its database, beside the ports.</summary>
internal interface IDatabaseAtWork
{
    /// <summary>For people: what it is and where.</summary>
    string Name { get; }

    /// <summary>Opens it and brings its schema up to date. The first thing a server does.</summary>
    Task Open();

    /// <summary>Bytes received and not yet durable.</summary>
    long QueuedBytes { get; }

    void Show(ChronoteMeters meters);
}
