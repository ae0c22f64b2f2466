using Chronote.Kernel.Simulation;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Disks;
using Chronote.Simulation.Running;
using Chronote.Storage.Sql.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Simulation.Server;

/// <summary>What the server's database lies on: memory that survives every process, or files that a power cut may tear.</summary>
internal sealed class ServerDisk : IDisposable
{
    private const string Path = "/chronote.db";
    private static readonly TimeSpan CheckpointMax = TimeSpan.FromSeconds(10);

    private readonly Troubles _troubles;
    private readonly Findings _findings;
    private readonly Mistake _mistake;
    private readonly ManualTimeProvider _time;
    private TearingDisk? _disk;
    private SqliteFileLayer? _layer;
    private int _opened;
    private bool _isPrepared;

    public ServerDisk(bool hasFiles, DateTimeOffset now, Troubles troubles, Findings findings, Mistake mistake)
    {
        (_troubles, _findings, _mistake, _time) = (troubles, findings, mistake, new ManualTimeProvider(now));
        if (hasFiles) OpenFiles(new TearingDisk(() => !_isPrepared && troubles.CutsPower));
        else Database = SqliteDatabase.OpenInMemory(_time, NullLoggerFactory.Instance);
        mistake.Open(Database!);
    }

    public SqliteDatabase Database { get; private set; } = null!;

    /// <summary>Power was cut while something was being written: the machine is off.</summary>
    public bool IsOff => _disk is { IsOff: true };

    /// <summary>What is on the disk can't be read: nothing more can be told.</summary>
    public bool IsLost { get; private set; }

    /// <summary>A process begins on what the one before it left.</summary>
    public void Restart(SimulatedWorld world)
    {
        if (_disk is not { } before || world.Number == 1) return;
        var powerCut = IsOff ? world.Host.Faults : null;
        // Off before it is closed: a process that was killed tidies nothing up.
        before.SwitchOff();
        CloseFiles();
        try
        {
            for (var next = before.Successor(powerCut); !Opens(next); next = next.Successor(powerCut)) powerCut = world.Host.Faults;
        }
        catch (Exception failure)
        {
            _findings.Add($"I6: the database can't be opened any more: {failure.Message}");
            IsLost = true;
            throw;
        }
        _isPrepared = true;
        _mistake.Open(Database);
        _isPrepared = false;
        if (powerCut is not null && Database.Read(session => session.One("PRAGMA quick_check(1)", row => row.Text(0))) is not "ok" and var damage)
            _findings.Add($"I6: after a power cut the database is damaged: {damage}");
    }

    /// <summary>Copies the log into the database now and then, as the server's checkpointer does.</summary>
    public void Checkpoint(SimulatedWorld world)
    {
        if (_disk is null) return;
        world.At(world.Host.Latencies.Between(TimeSpan.FromSeconds(1), CheckpointMax), "checkpoint", () =>
        {
            try
            {
                Database.Read(session => session.Run("PRAGMA wal_checkpoint(PASSIVE)"));
            }
            catch (SqliteException) when (IsOff)
            {
                world.Host.Crash();
                return;
            }
            Checkpoint(world);
        });
    }

    public void Dispose()
    {
        _disk?.SwitchOff();
        if (_disk is null) Database.Dispose();
        else if (!IsLost) CloseFiles();
    }

    // Power may be cut again while the log is read back.
    private bool Opens(TearingDisk disk)
    {
        try
        {
            OpenFiles(disk);
            return true;
        }
        catch (SqliteException) when (disk.IsOff)
        {
            _layer!.Dispose();
            return false;
        }
    }

    private void OpenFiles(TearingDisk disk)
    {
        _disk = disk;
        // The library knows layers by name, and several stories may be told in one process.
        _layer = new SqliteFileLayer($"tearing-{Environment.CurrentManagedThreadId}-{++_opened}", disk);
        Database = SqliteDatabase.OpenAlone($"file:{Path}?vfs={_layer.Name}", _time, NullLoggerFactory.Instance);
    }

    private void CloseFiles()
    {
        Database.Dispose();
        _layer!.Dispose();
    }
}
