using System.Net;

namespace Chronote.Silo.Settings;

/// <summary>How the servers of one database find each other. They count with <c>--host orleans</c> and a PostgreSQL database alone.</summary>
public sealed class ClusterSettings
{
    /// <summary>
    /// Address at which the other servers of the cluster reach this one, and the only one it listens on for them: an IP address, or a name that stands for one.
    /// Default <c>127.0.0.1</c>: all of them run on this machine. With <c>--host orleans</c>.
    /// </summary>
    /// <remarks>Whoever reaches it is believed: it belongs into a network of the servers alone.</remarks>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port for the other servers of the cluster: 1 to 65,535. Default 11111. With <c>--host orleans</c>.</summary>
    public int Port { get; init; } = 11111;

    /// <exception cref="System.Net.Sockets.SocketException">The name stands for nothing.</exception>
    public async Task<IPAddress> Resolve() => IPAddress.TryParse(Address, out var address) ? address : (await Dns.GetHostAddressesAsync(Address))[0];

    public IEnumerable<string> Check()
    {
        if (Uri.CheckHostName(Address) == UriHostNameType.Unknown || (IPAddress.TryParse(Address, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))))
            yield return $"Cluster:Address is '{Address}'; it must be one address at which the other servers reach this one, for instance 10.0.0.5.";
        if (Port is < 1 or > 65_535) yield return $"Cluster:Port is {Port}; it must be 1 to 65535.";
    }
}
