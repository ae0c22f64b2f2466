using System.Diagnostics;
using System.Security.Cryptography;

namespace Chronote.Discord.Simulated.Peers;

/// <summary>
/// The third-party clients that the tests are held against, at the versions of <c>Peers/package-lock.json</c>. They are no part of the product:
/// npm installs them below <c>artifacts/peers</c> when a test first asks.
/// </summary>
public static class PeerPackages
{
    /// <summary>An installation is a few seconds' download; a machine that takes longer than this is offline.</summary>
    private static readonly TimeSpan InstallTimeMax = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Why the peers can't run on this machine; null when they can. Cheap: looks for programs, starts none.</summary>
    public static string? Missing { get; } = Find("node") is null || Find("npm") is null
        ? "SKIPPED, NOT PASSED: Node.js and npm are not installed (apt-get install nodejs npm), so no third-party client was run."
        : null;

    internal static string Node => Find("node") ?? throw new InvalidOperationException(Missing);

    /// <summary>The folder of this repository's own scripts.</summary>
    internal static string Scripts { get; } = Path.Combine(Root(), "tests", "Chronote.Discord.Simulated", "Peers");

    /// <summary>Installs what the lock file says unless it is there already. Safe when several test processes do it at once.</summary>
    /// <returns>The folder that holds <c>node_modules</c>.</returns>
    /// <exception cref="InvalidOperationException">npm failed; its words are in the message.</exception>
    public static async Task<string> Install(CancellationToken cancel = default)
    {
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(Scripts, "package-lock.json"), cancel);
        var parent = Path.Combine(Root(), "artifacts", "peers");
        var folder = Path.Combine(parent, Convert.ToHexStringLower(SHA256.HashData(lockFile))[..16]);
        if (Directory.Exists(folder)) return folder;
        Directory.CreateDirectory(parent);
        await using var turn = await Turn(folder + ".lock", cancel);
        if (Directory.Exists(folder)) return folder;
        var unfinished = folder + ".part";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished);
        foreach (var name in (string[])["package.json", "package-lock.json", ".npmrc"]) File.Copy(Path.Combine(Scripts, name), Path.Combine(unfinished, name));
        await Npm(unfinished, cancel);
        Directory.Move(unfinished, folder);
        return folder;
    }

    private static async Task Npm(string folder, CancellationToken cancel)
    {
        // The engines that these packages declare are wider than what they need; npm only warns.
        var start = new ProcessStartInfo(Find("npm") ?? throw new InvalidOperationException(Missing), ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var npm = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(InstallTimeMax);
        try
        {
            var output = npm.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = npm.StandardError.ReadToEndAsync(limit.Token);
            await npm.WaitForExitAsync(limit.Token);
            if (npm.ExitCode != 0) throw new InvalidOperationException($"npm ci failed with {npm.ExitCode}:\n{await output}\n{await errors}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            npm.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"npm ci took longer than {InstallTimeMax}.");
        }
    }

    private static async Task<FileStream> Turn(string path, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(LockPause, TimeProvider.System, cancel);
            }
        }
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Chronote.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("Chronote.sln stands in no folder above the tests.");
    }
}
