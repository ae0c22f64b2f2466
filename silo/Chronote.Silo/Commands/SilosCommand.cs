using System.Globalization;
using System.Runtime.InteropServices;
using Chronote.Silo.Host;
using Chronote.Silo.Settings;

namespace Chronote.Silo.Commands;

/// <summary>Several servers of one cluster on this machine: each a process of its own, started again when it dies, all ended together.</summary>
/// <remarks>They share database and data folder. The first one has the address and port of the settings, each further one the next port of both.</remarks>
internal static class SilosCommand
{
    private const int CanNotStart = 2;

    /// <returns>0 after a stop that was asked for, 2 when they can't start; the reason is printed.</returns>
    public static async Task<int> Run(LoadedSettings loaded, int silos, TimeProvider time)
    {
        var mistakes = loaded.Mistakes.Concat(Mistakes(loaded.Settings, silos)).ToList();
        foreach (var warning in loaded.Warnings) Console.Error.WriteLine($"warning: {warning}");
        foreach (var mistake in mistakes) Console.Error.WriteLine($"error: {mistake}");
        if (mistakes.Count > 0) return CanNotStart;
        using var stop = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        var ends = await Task.WhenAll(Enumerable.Range(0, silos).Select(i => Keep(new SiloProcess(i + 1, Environ(loaded.Settings, i)), time, stop)));
        return ends.Max();

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true; // the servers end first, each in order
            stop.Cancel();
        }
    }

    private static IEnumerable<string> Mistakes(SiloSettings settings, int silos)
    {
        if (!GrainHosting.Clusters(settings))
            yield return GrainHosting.Name == "orleans"
                ? "More than one server needs a PostgreSQL database that they share: set CHRONOTE_Database."
                : "More than one server needs --host orleans and a PostgreSQL database.";
        if (new Uri(settings.Url).Port is not 0 and var port && port + silos - 1 > ushort.MaxValue) yield return $"Url is '{settings.Url}'; there are not {silos} ports from {port} on.";
        if (settings.Cluster.Port + silos - 1 > ushort.MaxValue) yield return $"Cluster:Port is {settings.Cluster.Port}; there are not {silos} ports from there on.";
    }

    // A server that can't start at all would never be of any use. One that died is, also one which the others took for dead and which ended itself then.
    private static async Task<int> Keep(SiloProcess silo, TimeProvider time, CancellationTokenSource stop)
    {
        for (var first = true; ; first = false)
        {
            var code = await silo.Run(stop.Token);
            if (stop.IsCancellationRequested) return 0;
            if (first && code == CanNotStart)
            {
                await stop.CancelAsync();
                return code;
            }
            Console.Error.WriteLine($"{silo.Name} ended with {code} and is started again.");
            await Task.Delay(TimeSpan.FromSeconds(1), time);
        }
    }

    private static Dictionary<string, string> Environ(SiloSettings settings, int i)
    {
        var url = new UriBuilder(settings.Url);
        if (url.Port != 0) url.Port += i;
        return new Dictionary<string, string>
        {
            ["CHRONOTE_Url"] = url.Uri.GetLeftPart(UriPartial.Authority),
            ["CHRONOTE_Cluster__Port"] = (settings.Cluster.Port + i).ToString(CultureInfo.InvariantCulture),
        };
    }
}
