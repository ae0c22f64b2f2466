using System.Diagnostics;
using System.Text.RegularExpressions;
using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests.Operating;

/// <summary>The four lines of the README are run as they stand there.</summary>
public sealed partial class SmallestClientTests
{
    [Fact]
    public async Task Four_lines_of_curl_record_a_file_and_read_its_text()
    {
        var script = ShellBlock().Match(await File.ReadAllTextAsync(Path.Combine(Root(), "README.md"))).Groups[1].Value;
        script.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);
        var engine = new ScriptedEngine();
        engine.Says("Hello from four lines.");
        await using var server = await TestServer.Start(new ServerWishes(engine));
        await File.WriteAllBytesAsync(Path.Combine(server.Folder, "talk.wav"), Sound.Wav(2));

        var (output, code) = await Run(server, script);
        code.ShouldBe(0, output);
        output.ShouldContain("\"duration_samples\":96000");
        output.ShouldContain("\"phase\":\"draining\"");
        var id = MeetingId().Match(output).Groups[1].Value;
        var meeting = new TestMeeting(server.Admin, id);
        await meeting.Reads("Hello from four lines.");
        // The last line again, when the text is there.
        var (text, again) = await Run(server, $"MEETING={id}\n{script.Split('\n', StringSplitOptions.RemoveEmptyEntries)[3]}\n");
        again.ShouldBe(0);
        text.ShouldContain("Hello from four lines.");
    }

    private static async Task<(string Output, int Code)> Run(TestServer server, string script)
    {
        var start = new ProcessStartInfo("sh", ["-eu"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = server.Folder };
        start.Environment["CHRONOTE_Server"] = server.Address.ToString().TrimEnd('/');
        start.Environment["CHRONOTE_ApiKey"] = (await File.ReadAllTextAsync(Path.Combine(server.Folder, "admin.key"))).Trim();
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync();
        var output = shell.StandardOutput.ReadToEndAsync();
        await shell.StandardInput.WriteAsync(script);
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        return (await output + await errors, shell.ExitCode);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Chronote.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("\"id\":\"([0-9A-Z]{16})\"")]
    private static partial Regex MeetingId();
}
