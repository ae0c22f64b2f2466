using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Chronote.Crash.Cluster;

/// <summary>A network of its own for one process, joined to this machine's by a cable that can be pulled.</summary>
/// <remarks>Linux's network namespaces, which only root may make.</remarks>
internal sealed class SplitNetwork : IDisposable
{
    private readonly string _name;
    private readonly string _cable;

    private SplitNetwork(string name, string cable, int net) =>
        (_name, _cable, Here, There) = (name, cable, IPAddress.Parse($"10.203.{net}.1"), IPAddress.Parse($"10.203.{net}.2"));

    public IPAddress Here { get; }
    public IPAddress There { get; }

    /// <summary>Runs a command over there. The files of both sides are the same, and so are sockets that lie among them.</summary>
    public string[] Within => ["ip", "netns", "exec", _name];

    /// <returns>Null where this user may not make networks; then <paramref name="why"/> says so.</returns>
    public static SplitNetwork? TryMake(out string why)
    {
        var net = Environment.ProcessId % 250;
        var network = new SplitNetwork($"chronote-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}", $"chr{net}", net);
        foreach (var step in network.Steps())
        {
            if (Ip(step, out why)) continue;
            network.Dispose();
            return null;
        }
        why = "";
        return network;
    }

    public void Pull() => Ip($"link set {_cable} down", out _).ShouldBeTrue();

    public void PlugIn() => Ip($"link set {_cable} up", out _).ShouldBeTrue();

    public void Dispose() => Ip($"netns delete {_name}", out _);

    private string[] Steps() =>
    [
        $"netns add {_name}", $"link add {_cable} type veth peer name chronote netns {_name}", $"address add {Here}/24 dev {_cable}", $"link set {_cable} up",
        $"-n {_name} address add {There}/24 dev chronote", $"-n {_name} link set chronote up", $"-n {_name} link set lo up",
    ];

    private static bool Ip(string arguments, out string said)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
            said = $"ip {arguments}: {process.StandardError.ReadToEnd().Trim()}";
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            said = $"ip: {missing.Message}";
            return false;
        }
    }
}
