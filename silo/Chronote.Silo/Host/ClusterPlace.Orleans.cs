using System.Net;
using System.Net.Sockets;
using Chronote.Silo.Settings;
using Chronote.Storage.Sql.Postgres;

namespace Chronote.Silo.Host;

/// <summary>Which cluster this silo belongs to, and where the others reach it. Known once the database is open.</summary>
/// <remarks>
/// A cluster's name is made of its database: two on one database, which would work against each other, can't be set up, and a copy of a database
/// is a cluster of its own although it holds the members of the one it was copied from.
/// </remarks>
internal sealed class ClusterPlace(SiloSettings settings, IServiceProvider services, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    private string? _cluster;

    public string Cluster => _cluster ?? throw new InvalidOperationException("The cluster is asked for before the database was opened.");

    public IPAddress Address { get; private set; } = IPAddress.Loopback;

    public int Port { get; private set; }

    /// <exception cref="GrainHostException">The address can't be used.</exception>
    public async Task Take()
    {
        if (services.GetService<PostgresDatabase>() is { } database)
        {
            (_cluster, Address, Port) = (await ClusterName.Read(database), await Resolved(), settings.Cluster.Port);
            CheckFree();
            await OthersAnswerOrAreSilent(database);
        }
        else
        {
            // Alone: nobody is to find it, and no port is worth a setting.
            _cluster = $"alone-{Environment.ProcessId}";
            using var free = Listen(new IPEndPoint(IPAddress.Loopback, 0));
            Port = ((IPEndPoint)free.LocalEndPoint!).Port;
        }
    }

    // A silo joins when all that count as active have answered it, and looks only at its start who has been silent for too long. Were it to start within
    // seconds of a crash of them all, it would wait in vain for one that never comes back.
    private async Task OthersAnswerOrAreSilent(PostgresDatabase database)
    {
        while (true)
        {
            var heard = await ClusterMembers.HeardSince(database, Cluster, time.GetUtcNow() - Membership.SilentMax);
            var others = heard.Where(member => (member.Address, member.Port) != (Address.ToString(), Port)).Distinct().ToList();
            var answers = await Task.WhenAll(others.Select(member => Answers(new IPEndPoint(IPAddress.Parse(member.Address), member.Port))));
            if (answers.All(answered => answered)) return;
            await Task.Delay(LookAgain, time);
        }
    }

    private async Task<bool> Answers(IPEndPoint member)
    {
        using var socket = new Socket(member.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(Membership.SilentMax, time);
        try
        {
            await socket.ConnectAsync(member, patience.Token);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<IPAddress> Resolved()
    {
        try
        {
            return await settings.Cluster.Resolve();
        }
        catch (SocketException unknown)
        {
            throw new GrainHostException($"CHRONOTE_Cluster__Address is '{settings.Cluster.Address}', which stands for no address: {unknown.Message}.");
        }
    }

    // Orleans shares its port with whoever has it already, and then half of what is meant for one silo reaches the other.
    private void CheckFree()
    {
        try
        {
            Listen(new IPEndPoint(Address, Port)).Dispose();
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new GrainHostException(
                $"Port {Port} of {Address} is in use by another program, for instance another server of this cluster. Stop it, or set CHRONOTE_Cluster__Port to another port.");
        }
        catch (SocketException foreign)
        {
            throw new GrainHostException($"This server can't listen on {Address}, port {Port}: {foreign.Message}. Set CHRONOTE_Cluster__Address to an address of this machine.");
        }
    }

    private static Socket Listen(IPEndPoint at)
    {
        var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(at);
            socket.Listen();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
