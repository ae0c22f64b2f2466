using System.Diagnostics;

namespace Chronote.Bench.Peers;

/// <summary>npm's @tus/server with FileStore, installed by this program into the user's cache at its first run.</summary>
internal static class TusServer
{
    /// <param name="equalWork">Have it do what Chronote does before it acknowledges.</param>
    public static async Task<ServerProcess> Start(bool equalWork = false)
    {
        var folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "chronote-bench", "tus");
        Directory.CreateDirectory(folder);
        foreach (var file in (string[])["package.json", "tus-server.mjs"])
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Peers", file), Path.Combine(folder, file), overwrite: true);
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@tus", "server")))
        {
            Console.WriteLine($"Installing @tus/server into {folder} …");
            using var npm = Process.Start(new ProcessStartInfo("npm", "install --no-audit --no-fund --loglevel=error") { WorkingDirectory = folder })!;
            await npm.WaitForExitAsync();
            if (npm.ExitCode != 0) throw new InvalidOperationException("npm install failed.");
        }
        return await ServerProcess.Start("node", $"{Path.Combine(folder, "tus-server.mjs")} {{port}} {{folder}} {(equalWork ? "equal" : "")}",
            // Node's file calls run on four threads, which is enough as long as nobody waits for the disk; 32 uploads that each do are given one each.
            (_, _) => equalWork ? new() { ["UV_THREADPOOL_SIZE"] = "32" } : []);
    }
}
