using System.Net.Http.Headers;
using System.Text.Json;

namespace Chronote.Bench.Peers;

/// <summary>The server of this repository, built in Release, without an engine.</summary>
internal static class ChronoteServer
{
    public static Task<ServerProcess> Start() => ServerProcess.Start("dotnet", $"{Path()} serve", (port, folder) => new()
    {
        ["CHRONOTE_Data"] = folder,
        ["CHRONOTE_Url"] = $"http://127.0.0.1:{port}",
        ["CHRONOTE_Transcription__Engine"] = "none",
        ["CHRONOTE_LogLevel"] = "warn",
    });

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
