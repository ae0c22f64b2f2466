using System.Globalization;
using System.Text;
using Chronote.Client.Spool;

namespace Chronote.Silo.Discord.Recording;

/// <summary>The last instant at which a recording was alive, in its folder: after a kill it tells since when nothing was received.</summary>
internal static class AliveFile
{
    private const string Name = "alive";

    public static Task Write(ISpoolFiles files, string folder, DateTimeOffset now) =>
        files.Write($"{folder}/{Name}", Encoding.ASCII.GetBytes(now.ToString("O", CultureInfo.InvariantCulture)));

    public static async Task<DateTimeOffset?> Read(ISpoolFiles files, string folder) =>
        await files.Read($"{folder}/{Name}") is { } bytes
        && DateTimeOffset.TryParseExact(Encoding.ASCII.GetString(bytes), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;

    public static Task Delete(ISpoolFiles files, string folder) => files.Delete($"{folder}/{Name}");
}
