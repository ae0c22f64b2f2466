namespace Chronote.Client.Spool;

/// <summary>Writes a whole file so that a power cut leaves the old one or the new one, never half of it, and never nothing after this returned.</summary>
internal static class DurableFile
{
    public const string TemporarySuffix = ".tmp";

    public static async Task Replace(this ISpoolFiles files, string folder, string name, ReadOnlyMemory<byte> content)
    {
        var final = $"{folder}/{name}";
        var temporary = final + TemporarySuffix;
        await files.Write(temporary, content);
        await files.Sync(temporary);
        await files.Rename(temporary, final);
        await files.SyncFolder(folder);
    }
}
