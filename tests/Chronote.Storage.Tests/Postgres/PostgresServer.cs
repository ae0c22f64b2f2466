using System.Diagnostics;
using Npgsql;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>A PostgreSQL server for these tests alone: in a folder of its own, reached by a socket in it. It ends with the process that started it.</summary>
/// <remarks>The server refuses to run as root; then it runs as the user <c>postgres</c>, whom its package brings.</remarks>
public sealed class PostgresServer : IDisposable
{
    private static readonly Lazy<PostgresServer> Started = new(() => new PostgresServer());

    private readonly Lazy<string> _pooler;
    private Process _process;

    public PostgresServer() : this(new TemporaryFolder().Path)
    {
    }

    /// <param name="folder">Where it keeps everything; empty.</param>
    public PostgresServer(string folder)
    {
        _pooler = new Lazy<string>(StartPooler);
        Environs = folder;
        if (IsRoot) Shell($"chown postgres '{Environs}'", asPostgres: false);
        Shell($"'{Bin}/initdb' -D '{Environs}/data' -A trust -U chronote -E UTF8 --locale=C.UTF-8 > '{Environs}/initdb.log' 2>&1 || {{ cat '{Environs}/initdb.log'; exit 1; }}", asPostgres: true);
        _process = Start();
    }

    /// <summary>The one that the suites share.</summary>
    public static PostgresServer Shared => Started.Value;

    /// <summary>Where data, socket and log are.</summary>
    public string Environs { get; }

    /// <param name="host">Where the server is reached, when not at its socket.</param>
    public string ConnectionTo(string database, string more = "", string? host = null) => $"Host={host ?? Environs};Username=chronote;Database={database};No Reset On Close=true;{more}";

    /// <summary>Where a pooler is reached that gives each transaction whatever connection is free.</summary>
    public string Pooler => _pooler.Value;

    /// <summary>Ends the server at once, as a crash would, and starts it again.</summary>
    public void Crash()
    {
        Stop("QUIT");
        _process = Start();
    }

    /// <summary>Ends the server at once and leaves it so.</summary>
    public void Down() => Stop("QUIT");

    public void Up() => _process = Start();

    public void Run(string sql, string database = "postgres")
    {
        using var connection = new NpgsqlConnection(ConnectionTo(database, "Pooling=false"));
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
    }

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>Where PostgreSQL's programs are.</summary>
    public static string Bin { get; } = Shell("pg_config --bindir || dirname \"$(command -v initdb)\"", asPostgres: false).Trim();

    // The shell waits for its input to end, which it does with this process, whatever ends that; then it ends the server and removes the folder.
    private Process Start()
    {
        var settings = string.Join(' ', ((string[])
        [
            "listen_addresses=", $"unix_socket_directories={Environs}", "max_connections=200", "autovacuum_naptime=1s", "log_min_messages=warning",
            "max_prepared_transactions=0", "deadlock_timeout=100ms", "shared_buffers=64MB",
        ]).Select(setting => $"-c {setting}"));
        var process = Begin(
            $$"""
            '{{Bin}}/postgres' -D '{{Environs}}/data' {{settings}} >> '{{Environs}}/log' 2>&1 & p=$!
            while read -r s; do kill -$s $p; wait $p; exit; done
            kill -INT $p
            [ -f '{{Environs}}/pooler/pid' ] && kill $(cat '{{Environs}}/pooler/pid')
            wait $p
            sleep 0.2
            rm -rf '{{Environs}}'
            """,
            asPostgres: true);
        var began = Stopwatch.GetTimestamp();
        while (!Answers())
            if (process.HasExited || Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(60))
                throw new InvalidOperationException($"PostgreSQL does not start: {File.ReadAllText(Path.Combine(Environs, "log"))}");
        return process;
    }

    // Few connections, so that the next transaction meets another one. It ends as the server does.
    private string StartPooler()
    {
        var folder = Path.Combine(Environs, "pooler");
        Shell($"""
            mkdir '{folder}' && cat > '{folder}/ini' <<'END'
            [databases]
            * = host={Environs} user=chronote
            [pgbouncer]
            pool_mode = transaction
            default_pool_size = 5
            auth_type = any
            unix_socket_dir = {folder}
            listen_port = 5432
            logfile = {folder}/log
            pidfile = {folder}/pid
            END
            pgbouncer -q '{folder}/ini' < /dev/null > '{folder}/out' 2>&1 &
            while ! [ -S '{folder}/.s.PGSQL.5432' ]; do kill -0 $! || exit 1; done
            """, asPostgres: true);
        return folder;
    }

    private bool Answers()
    {
        try
        {
            Run("SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            using var wait = new ManualResetEventSlim();
            wait.Wait(TimeSpan.FromMilliseconds(50));
            return false;
        }
    }

    private void Stop(string signal)
    {
        if (_process.HasExited) return;
        _process.StandardInput.WriteLine(signal);
        _process.StandardInput.Close();
        _process.WaitForExit();
        NpgsqlConnection.ClearAllPools();
    }

    private static Process Begin(string script, bool asPostgres)
    {
        var start = new ProcessStartInfo { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (asPostgres && IsRoot)
        {
            start.FileName = "runuser";
            foreach (var word in (string[])["-u", "postgres", "--", "sh", "-c", script]) start.ArgumentList.Add(word);
        }
        else
        {
            start.FileName = "sh";
            foreach (var word in (string[])["-c", script]) start.ArgumentList.Add(word);
        }
        return Process.Start(start)!;
    }

    private static string Shell(string script, bool asPostgres)
    {
        using var process = Begin(script, asPostgres);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"PostgreSQL is needed for these tests (Debian's package: postgresql). {script}: {output}");
    }
}
