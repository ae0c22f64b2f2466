using System.Net;
using System.Net.Sockets;
using Chronote.Domain.Ports;
using Chronote.Gateway.Tests.World;
using Chronote.Silo.Host;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Gateway.Tests.Settings;

/// <summary>A server that can't start says why in one sentence and ends with 2.</summary>
[Trait("Speed", "Slow")]
public sealed class StartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chronote-start-").FullName;

    [Fact]
    public async Task A_start_says_where_it_listens_and_where_the_key_is_and_a_second_one_on_the_folder_is_refused()
    {
        using var first = ServeProcess.Start("serve", Settings());
        var address = await first.Listens();
        await first.Says(Path.Combine(Data, "admin.key"));
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        (await http.GetStringAsync("/health/ready")).ShouldBe("ready\n");

        await Refused(Settings(), "Another Chronote server uses the data folder", Data, "CHRONOTE_Data");
        (await http.GetStringAsync("/health/ready")).ShouldBe("ready\n");
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        await Refused(Settings(("CHRONOTE_Url", url)), url, "in use", "CHRONOTE_Url");
    }

    [Fact]
    public async Task An_address_that_is_not_this_machines_is_named() =>
        await Refused(Settings(("CHRONOTE_Url", "http://192.0.2.1:8000")), "http://192.0.2.1:8000", "CHRONOTE_Url");

    [Fact]
    public async Task Https_without_a_certificate_is_refused_with_what_to_do_instead() =>
        await Refused(Settings(("CHRONOTE_Url", "https://127.0.0.1:0")), "Url", "http");

    [Fact]
    public async Task A_data_folder_that_can_not_be_written_is_named()
    {
        if (OperatingSystem.IsWindows()) return;
        Directory.CreateDirectory(Data);
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(Data, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await Refused(Settings(), asNobody: true, Data, "can't be written", "CHRONOTE_Data");
    }

    [Fact]
    public async Task A_database_that_can_not_be_opened_is_named()
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(Data);
        File.SetUnixFileMode(_folder, all);
        File.SetUnixFileMode(Data, all);
        await File.WriteAllTextAsync(Path.Combine(Data, "chronote.db"), "");
        File.SetUnixFileMode(Path.Combine(Data, "chronote.db"), UnixFileMode.None);
        await Refused(Settings(), asNobody: true, Data, "database");
    }

    [Fact]
    public async Task A_data_folder_below_a_file_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "");
        await Refused(Settings(("CHRONOTE_Data", Path.Combine(_folder, "file", "data"))), Path.Combine(_folder, "file", "data"));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "chronote.db"), new string('x', 20_000));
        await Refused(Settings(), Data, "database");
    }

    [Fact]
    public async Task A_folder_of_a_newer_chronote_is_left_alone()
    {
        await using (var server = await TestServer.Start())
        {
            await server.Change("INSERT INTO schema_version (version, name, applied_at) VALUES (9999, 'of tomorrow', 0)");
            Directory.CreateDirectory(Data);
            server.Service<SqliteDatabase>().Read(session => session.Run("VACUUM INTO $1", Path.Combine(Data, "chronote.db")));
        }
        await Refused(Settings(), "newer Chronote", "9999");
    }

    [Fact]
    public async Task A_reader_of_events_does_not_hold_up_a_stop()
    {
        if (OperatingSystem.IsWindows()) return;
        using var process = ServeProcess.Start("serve", Settings());
        using var http = new HttpClient { BaseAddress = new Uri(await process.Listens()) };
        await process.Says("admin.key");
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await File.ReadAllTextAsync(Path.Combine(Data, "admin.key"))).Trim());
        using var made = await http.PostAsync("/api/v1/meetings", null);
        using var events = new StreamReader(await http.GetStreamAsync($"{made.Headers.Location}/events"));
        (await events.ReadLineAsync()).ShouldNotBeNull();
        process.Terminate();
        (await process.Ends()).ShouldBe(0, process.Output);
    }

    [Fact]
    public async Task Servers_that_share_a_folder_and_start_together_make_one_key()
    {
        using var first = DataFolder.Take(Data, shared: true);
        using var second = DataFolder.Take(Data, shared: true);
        await using var server = await TestServer.Start();
        await server.Change("DELETE FROM api_keys");
        var keys = server.Service<IKeyStore>();
        var made = await Task.WhenAll(((DataFolder[])[first, second, first, second]).Select(folder => folder.MakeFirstKey(keys, TimeProvider.System)));
        made.Count(one => one).ShouldBe(1);
        server.Count("SELECT count(*) FROM api_keys").ShouldBe(1);
        var key = (await File.ReadAllTextAsync(first.AdminKey)).Trim();
        (await keys.Find(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)))).ShouldNotBeNull();
    }

    [Fact]
    public async Task Several_servers_without_a_database_to_share_are_refused()
    {
        using var process = ServeProcess.Start("serve --silos 3", Settings());
        (await process.Ends()).ShouldBe(2, process.Output);
        process.Output.Split('\n').ShouldHaveSingleItem().ShouldStartWith("error: More than one server needs");
    }

    [Fact]
    public void A_folder_that_servers_share_is_had_by_nobody_alone()
    {
        using (DataFolder.Take(Data, shared: true))
        using (DataFolder.Take(Data, shared: true))
            Should.Throw<DataFolderException>(() => DataFolder.Take(Data)).Message.ShouldContain("Another Chronote server");
        using var alone = DataFolder.Take(Data);
        Should.Throw<DataFolderException>(() => DataFolder.Take(Data, shared: true)).Message.ShouldContain("Another Chronote server");
    }

    [Fact]
    public async Task Mistakes_in_settings_are_all_said_at_once()
    {
        using var process = ServeProcess.Start("serve", Settings(("CHRONOTE_LogLevel", "loud"), ("CHRONOTE_LogFormat", "yaml"), ("CHRONOTE_DrainDeadline", "02:00:00")));
        (await process.Ends()).ShouldBe(2);
        foreach (var name in (string[])["LogLevel is 'loud'", "LogFormat is 'yaml'", "DrainDeadline is 02:00:00"]) process.Output.ShouldContain($"error: {name}");
        Directory.Exists(Data).ShouldBeFalse("nothing is touched before the settings are right");
    }

    [Fact]
    public void A_folder_is_free_again_when_its_server_has_ended()
    {
        DataFolder.Take(Data).Dispose();
        using var again = DataFolder.Take(Data);
        Should.Throw<DataFolderException>(() => DataFolder.Take(Data)).Message.ShouldContain("Another Chronote server");
    }

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
            foreach (var folder in (string[])[_folder, Data])
                if (Directory.Exists(folder)) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private Dictionary<string, string> Settings(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string> { ["CHRONOTE_Data"] = Data, ["CHRONOTE_Url"] = "http://127.0.0.1:0" };
        foreach (var (name, value) in more) settings[name] = value;
        return settings;
    }

    private static Task Refused(Dictionary<string, string> settings, params string[] says) => Refused(settings, asNobody: false, says);

    // One sentence, no stack.
    private static async Task Refused(Dictionary<string, string> settings, bool asNobody, params string[] says)
    {
        using var process = ServeProcess.Start("serve", settings, asNobody);
        (await process.Ends()).ShouldBe(2, process.Output);
        var error = process.Output.Split('\n').ShouldHaveSingleItem();
        error.ShouldStartWith("error: ");
        foreach (var said in says) error.ShouldContain(said);
    }
}
