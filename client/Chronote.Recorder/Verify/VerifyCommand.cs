using System.Text.Json;
using Chronote.Client;
using Chronote.Client.Server;
using Chronote.Recorder.Arguments;
using Chronote.Recorder.Running;
using Chronote.Recorder.Terminal;
using Chronote.Wire;

namespace Chronote.Recorder.Verify;

/// <summary><c>verify</c>: proves from the stored bytes that every acknowledged chunk is in the finished files exactly once, at its place.</summary>
internal sealed class VerifyCommand(ChronoteClient client, IScreen screen)
{
    public const string Usage = "chronote verify MEETING [--save FOLDER] | chronote verify FOLDER";

    public static readonly IReadOnlyList<Option> Options =
    [
        new("--save", "FOLDER", "keep manifest.json and audio/*.ogg there, to be verified again without a server"),
        new("--help", null, "this text"),
    ];

    public async Task<int> Run(IReadOnlyList<string> arguments)
    {
        var line = CommandLine.Read("verify", arguments, Options);
        if (line.Rest.Count != 1) throw CommandLine.Usage($"Name one meeting, or one folder that --save made.\nusage: {Usage}");
        var what = line.Rest[0];
        var proofs = Directory.Exists(what) ? await Offline(new SavedMeeting(what)) : await Online(what, line.Last("--save"));
        return proofs.All(proof => proof.Holds) ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Proves a meeting at the server.</summary>
    /// <param name="save">Where to keep what was downloaded; null for nowhere.</param>
    public async Task<IReadOnlyList<TrackProof>> Online(string meeting, string? save)
    {
        var manifest = await Manifest(meeting);
        if (manifest.Phase is not ("completed" or "failed")) screen.Say($"The meeting is {manifest.Phase}: chunks of the last moments may not be in its files yet. Verify again when it is completed.");
        if (save is not null)
        {
            var saved = new SavedMeeting(save);
            await saved.Save(manifest);
            foreach (var track in Audible(manifest)) await saved.SaveAudio(track.Track, await Audio(meeting, track.Track));
            return await Offline(saved);
        }
        var proofs = new List<TrackProof>();
        foreach (var track in Audible(manifest))
        {
            await using var audio = await Audio(meeting, track.Track);
            proofs.Add(Told(await TrackProof.Of(track, audio)));
        }
        return Told(proofs, manifest);
    }

    private async Task<IReadOnlyList<TrackProof>> Offline(SavedMeeting saved)
    {
        var manifest = await saved.Manifest();
        var proofs = new List<TrackProof>();
        foreach (var track in Audible(manifest))
        {
            await using var audio = saved.Audio(track.Track);
            proofs.Add(Told(await TrackProof.Of(track, audio)));
        }
        return Told(proofs, manifest);
    }

    private static IEnumerable<ManifestTrack> Audible(ManifestPage manifest) => manifest.Tracks.Where(track => track.Chunks.Count > 0);

    private TrackProof Told(TrackProof proof)
    {
        screen.Print(proof.Line());
        return proof;
    }

    private IReadOnlyList<TrackProof> Told(IReadOnlyList<TrackProof> proofs, ManifestPage manifest)
    {
        if (proofs.Count == 0) screen.Say($"Meeting {manifest.Meeting} has no audio: there is nothing to prove.");
        else screen.Print(proofs.All(proof => proof.Holds)
            ? $"{manifest.Meeting}: every acknowledged chunk is in the files exactly once."
            : $"{manifest.Meeting}: the files are NOT what was acknowledged.");
        return proofs;
    }

    /// <summary>All pages as one; a track's chunks and gaps come together over page borders.</summary>
    private async Task<ManifestPage> Manifest(string meeting)
    {
        var tracks = new SortedDictionary<string, (List<ManifestChunk> Chunks, List<ManifestGap> Gaps)>(StringComparer.Ordinal);
        for (string? cursor = null; ;)
        {
            var page = Value(await client.Manifest(meeting, cursor), $"the manifest of {meeting}");
            foreach (var track in page.Tracks)
            {
                if (!tracks.TryGetValue(track.Track, out var known)) tracks[track.Track] = known = ([], []);
                known.Chunks.AddRange(track.Chunks);
                known.Gaps.AddRange(track.Gaps);
            }
            if ((cursor = page.NextCursor) is null)
                return page with { Tracks = [.. tracks.Select(each => new ManifestTrack(each.Key, each.Value.Chunks, each.Value.Gaps))] };
        }
    }

    private async Task<Stream> Audio(string meeting, string track) =>
        await Value(await client.Audio(new TrackAddress(meeting, track)), $"the audio of {track}").Content.ReadAsStreamAsync();

    private static T Value<T>(Answer<T> answer, string what) => answer is Answer<T>.Ok { Value: var value }
        ? value
        : throw new CommandFailed(ExitCode.Failed, $"The server did not give {what}: {answer.Describe()}. Nothing was proved; check CHRONOTE_Server, the key and the meeting's id.");
}

/// <summary>A meeting downloaded to a folder: <c>manifest.json</c> and <c>audio/TRACK.ogg</c>.</summary>
internal sealed class SavedMeeting(string folder)
{
    private string ManifestPath => Path.Combine(folder, "manifest.json");

    public async Task<ManifestPage> Manifest()
    {
        if (!File.Exists(ManifestPath)) throw CommandLine.Usage($"{folder} holds no manifest.json: it was not made by chronote verify --save.");
        try
        {
            return JsonSerializer.Deserialize(await File.ReadAllBytesAsync(ManifestPath), WireJson.Default.ManifestPage)!;
        }
        catch (JsonException failure)
        {
            throw CommandLine.Usage($"{ManifestPath} cannot be read: {failure.Message}");
        }
    }

    public Task Save(ManifestPage manifest)
    {
        Directory.CreateDirectory(Path.Combine(folder, "audio"));
        return File.WriteAllBytesAsync(ManifestPath, JsonSerializer.SerializeToUtf8Bytes(manifest, WireJson.Default.ManifestPage));
    }

    public async Task SaveAudio(string track, Stream audio)
    {
        await using (audio)
        await using (var file = File.Create(AudioPath(track)))
            await audio.CopyToAsync(file);
    }

    /// <summary>A missing file reads as an empty one: then everything of the track is lost, and is said to be.</summary>
    public Stream Audio(string track) => File.Exists(AudioPath(track)) ? File.OpenRead(AudioPath(track)) : new MemoryStream();

    private string AudioPath(string track) => Path.Combine(folder, "audio", $"{track}.ogg");
}
