using System.Net.Http.Headers;
using System.Text.Json;

namespace Chronote.Bench.Peers;

/// <summary>The server of this repository, built in Release.</summary>
internal static class ChronoteServer
{
    private static readonly string[] Words =
        "agreed answer board budget chart client decide draft email figure friday goal help hour idea item july launch list march meeting next note offer plan price report send share team".Split(' ');

    /// <param name="settings">Further settings, given the data folder; without an engine when left out.</param>
    public static Task<ServerProcess> Start(Func<string, Dictionary<string, string>>? settings = null) => ServerProcess.Start("dotnet", $"{Path()} serve", (port, folder) =>
    {
        var environment = settings?.Invoke(folder) ?? new() { ["CHRONOTE_Transcription__Engine"] = "none" };
        environment["CHRONOTE_Data"] = folder;
        environment["CHRONOTE_Url"] = $"http://127.0.0.1:{port}";
        environment["CHRONOTE_LogLevel"] = "warn";
        return environment;
    });

    /// <summary>An engine that costs next to nothing: for each unit a program that takes twelve words by lot. It never looks at the audio.</summary>
    public static Dictionary<string, string> WordsEngine(string folder)
    {
        var words = System.IO.Path.Combine(folder, "words.txt");
        File.WriteAllLines(words, Words);
        return new()
        {
            ["CHRONOTE_Transcription__Engine"] = "command",
            ["CHRONOTE_Transcription__Command__Line"] = $"sh -c \"shuf -n 12 {words}\" {{audio}}",
            ["CHRONOTE_Transcription__Command__Audio"] = "ogg",
        };
    }

    public static string Key(ServerProcess server) => File.ReadAllText(System.IO.Path.Combine(server.Folder, "admin.key")).Trim();

    public static async Task<string> CreateMeeting(ServerProcess server)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key(server));
        var answer = await http.PostAsync($"http://127.0.0.1:{server.Port}/api/v1/meetings", null);
        return JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
    }

    private static string Path()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "Chronote.sln"))) folder = System.IO.Path.GetDirectoryName(folder)!;
        return System.IO.Path.Combine(folder, "artifacts/Embedded/bin/Chronote.Silo/release/Chronote.Silo.dll");
    }
}
