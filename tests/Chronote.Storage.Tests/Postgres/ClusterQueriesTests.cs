using System.Diagnostics.Metrics;
using Chronote.Storage.Sql.Postgres;
using Chronote.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>
/// The statements that Microsoft Orleans' providers ask <c>orleansquery</c> for, used as they use them: by name, with their parameters, reading their
/// columns. So the default build notices what would only break a cluster.
/// </summary>
public sealed class ClusterQueriesTests : IAsyncLifetime
{
    private const string Cluster = "a";
    private const int Joining = 2;
    private const int Active = 3;
    private static readonly DateTime Now = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly PostgresStore _store = new();
    private readonly Dictionary<string, string> _queries = new(StringComparer.Ordinal);
    private NpgsqlConnection _connection = null!;

    public async Task InitializeAsync()
    {
        _connection = _store.Beside();
        await using var command = new NpgsqlCommand("SELECT QueryKey, QueryText FROM OrleansQuery", _connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) _queries.Add(reader.GetString(reader.GetOrdinal("QueryKey")), reader.GetString(reader.GetOrdinal("QueryText")));
    }

    public async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public void Every_statement_that_is_asked_for_is_there() => _queries.Keys.Order(StringComparer.Ordinal).ShouldBe(
    [
        "CleanupDefunctSiloEntriesKey", "ClearStorageKey", "DeleteMembershipTableEntriesKey", "DeleteReminderRowKey", "DeleteReminderRowsKey", "DeleteStorageKey",
        "GatewaysQueryKey", "InsertMembershipKey", "InsertMembershipVersionKey", "MembershipReadAllKey", "MembershipReadRowKey", "ReadFromStorageKey",
        "ReadRangeRows1Key", "ReadRangeRows2Key", "ReadReminderRowKey", "ReadReminderRowsKey", "UpdateIAmAlivetimeKey", "UpdateMembershipKey", "UpsertReminderRowKey",
        "WriteToStorageKey",
    ]);

    [Fact]
    public async Task A_reader_of_a_cluster_without_members_gets_its_version()
    {
        (await IsTrue("InsertMembershipVersionKey", ("DeploymentId", Cluster))).ShouldBeTrue();
        (await IsTrue("InsertMembershipVersionKey", ("DeploymentId", Cluster))).ShouldBeFalse("it is made once");
        var row = (await Ask("MembershipReadAllKey", ("DeploymentId", Cluster))).ShouldHaveSingleItem();
        (row["Version"], row["StartTime"]).ShouldBe((0, null));
        (await Ask("MembershipReadRowKey", [("DeploymentId", Cluster), .. At(1)])).ShouldHaveSingleItem()["Version"].ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_has_seen_an_older_version_of_the_members_changes_nothing()
    {
        await Ask("InsertMembershipVersionKey", ("DeploymentId", Cluster));
        (await Join(1, version: 0)).ShouldBeTrue();
        (await Join(2, version: 0)).ShouldBeFalse("somebody else joined meanwhile");
        (await Join(2, version: 1)).ShouldBeTrue();
        (await Join(2, version: 2)).ShouldBeFalse("it is there already");
        (await Update(1, version: 1)).ShouldBeFalse();
        (await Update(9, version: 2)).ShouldBeFalse("nobody has that place");
        (await Update(1, version: 2)).ShouldBeTrue();
        var rows = await Ask("MembershipReadAllKey", ("DeploymentId", Cluster));
        rows.Select(row => row["Version"]).ShouldBe([3, 3]);
        var member = rows.Single(row => (int)row["Port"]! == 1);
        (member["Address"], member["Generation"], member["SiloName"], member["HostName"], member["ProxyPort"]).ShouldBe(("10.0.0.1", 7, "silo", "host", 0));
        (member["Status"], member["SuspectTimes"], member["StartTime"], member["IAmAliveTime"]).ShouldBe((Active, "somebody", Now, Now.AddSeconds(1)));
    }

    [Fact]
    public async Task Of_many_who_join_at_once_with_one_version_one_does()
    {
        await Ask("InsertMembershipVersionKey", ("DeploymentId", Cluster));
        var joined = await Task.WhenAll(Enumerable.Range(1, 8).Select(async port =>
        {
            await using var own = _store.Beside();
            return (bool)(await Ask(own, "InsertMembershipKey", Member(port, 0)))[0].Values.Single()!;
        }));
        joined.Count(one => one).ShouldBe(1);
        (await Ask("MembershipReadAllKey", ("DeploymentId", Cluster))).ShouldHaveSingleItem()["Version"].ShouldBe(1);
    }

    [Fact]
    public async Task A_sign_of_life_changes_no_version_and_the_dead_are_forgotten_after_their_time()
    {
        await Ask("InsertMembershipVersionKey", ("DeploymentId", Cluster));
        await Join(1, 0);
        await Join(2, 1);
        await Update(2, 2);
        await Ask("UpdateIAmAlivetimeKey", [("DeploymentId", Cluster), .. At(1), ("IAmAliveTime", Now.AddHours(1))]);
        (await Ask("GatewaysQueryKey", ("DeploymentId", Cluster), ("Status", Active))).ShouldBeEmpty("no silo has a door for clients");
        await Ask("CleanupDefunctSiloEntriesKey", ("DeploymentId", Cluster), ("IAmAliveTime", Now.AddMinutes(1)));
        (await Ask("MembershipReadAllKey", ("DeploymentId", Cluster))).Select(row => (row["Port"], row["Version"])).Order().ShouldBe([(1, 3), (2, 3)]);
        await Ask("CleanupDefunctSiloEntriesKey", ("DeploymentId", Cluster), ("IAmAliveTime", Now.AddHours(2)));
        (await Ask("MembershipReadAllKey", ("DeploymentId", Cluster))).ShouldHaveSingleItem()["Port"].ShouldBe(2, "one that is active stays, however long it was silent");
        await Ask("DeleteMembershipTableEntriesKey", ("DeploymentId", Cluster));
        (await Ask("MembershipReadAllKey", ("DeploymentId", Cluster))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reminders_are_found_by_range_also_over_the_seam_of_the_ring()
    {
        foreach (var hash in (int[])[-20, -10, 10, 20]) (await Remind($"meeting/{hash}", hash)).ShouldBe(0);
        (await InRange("ReadRangeRows1Key", -10, 10)).ShouldBe(["meeting/10"]);
        (await InRange("ReadRangeRows2Key", 10, -10)).ShouldBe(["meeting/-10", "meeting/-20", "meeting/20"]);
        (await InRange("ReadRangeRows2Key", 10, 10)).Count.ShouldBe(4, "the whole ring");
        (await Ask("ReadReminderRowsKey", ("ServiceId", "s2"), ("GrainId", "meeting/10"))).ShouldBeEmpty("another service's");
    }

    [Fact]
    public async Task A_reminder_set_again_is_a_new_version_and_only_the_newest_is_deleted()
    {
        (await Remind("meeting/x", 5)).ShouldBe(0);
        (await Remind("meeting/x", 5)).ShouldBe(1);
        var row = (await Ask("ReadReminderRowKey", ("ServiceId", "s"), ("GrainId", "meeting/x"), ("ReminderName", "progress"))).ShouldHaveSingleItem();
        (row["GrainId"], row["ReminderName"], row["StartTime"], row["Period"], row["Version"]).ShouldBe(("meeting/x", "progress", Now, 60_000L, 1));
        (await Forget("meeting/x", 0)).ShouldBeFalse();
        (await Forget("meeting/x", 1)).ShouldBeTrue();
        await Remind("meeting/y", 6);
        await Ask("DeleteReminderRowsKey", ("ServiceId", "s"));
        (await Ask("ReadReminderRowsKey", ("ServiceId", "s"), ("GrainId", "meeting/y"))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("gate")]
    [InlineData(null)]
    public async Task A_state_is_written_only_over_the_version_that_was_read(string? key)
    {
        (await Write(key, null, [1])).ShouldBe(1);
        (await Write(key, null, [2])).ShouldBeNull("somebody else was first");
        (await Write(key, 9, [2])).ShouldBeNull();
        (await Write(key, 1, [3])).ShouldBe(2);
        var row = (await Ask("ReadFromStorageKey", State(key))).ShouldHaveSingleItem();
        ((byte[])row["PayloadBinary"]!).ShouldBe([3]);
        row["Version"].ShouldBe(2);
        (await Ask("ClearStorageKey", [.. State(key), ("GrainStateVersion", 1)])).ShouldBeEmpty();
        (await Ask("ClearStorageKey", [.. State(key), ("GrainStateVersion", 2)])).ShouldHaveSingleItem()["NewGrainStateVersion"].ShouldBe(3);
        (await Ask("ReadFromStorageKey", State(key))).ShouldHaveSingleItem()["PayloadBinary"].ShouldBeNull();
        (await Write(key, 3, [4])).ShouldBe(4);
        (await Ask("DeleteStorageKey", [.. State(key), ("GrainStateVersion", 4)])).ShouldHaveSingleItem()["NewGrainStateVersion"].ShouldBe(5);
        (await Ask("ReadFromStorageKey", State(key))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Members_count_as_alive_while_they_say_so()
    {
        await Ask("InsertMembershipVersionKey", ("DeploymentId", Cluster));
        await Join(1, 0);
        (await ClusterMembers.Alive(_store.Database)).ShouldBe(0, "it is not one of them yet");
        await Update(1, 1);
        (await ClusterMembers.Alive(_store.Database)).ShouldBe(0, "it was silent for a long time");
        await using var command = new NpgsqlCommand("UPDATE cluster_silos SET alive_at = now()", _connection);
        await command.ExecuteNonQueryAsync();
        (await ClusterMembers.Alive(_store.Database)).ShouldBe(1);
    }

    [Fact]
    public async Task A_copy_of_a_database_is_another_cluster()
    {
        using var meter = new Meter("test");
        var (first, copy) = (PostgresStore.Bare(), $"copy{Environment.ProcessId}");
        string name;
        await using (var database = Open(first))
        {
            await database.Migrate(DateTimeOffset.UnixEpoch);
            name = await ClusterName.Read(database);
            (await ClusterName.Read(database)).ShouldBe(name);
        }
        PostgresStore.Server.Run($"CREATE DATABASE {copy} TEMPLATE {first}");
        await using (var database = Open(copy)) (await ClusterName.Read(database)).ShouldNotBe(name);

        PostgresDatabase Open(string named) => new(PostgresStore.Server.ConnectionTo(named, "Pooling=false"), meter, TimeProvider.System, NullLoggerFactory.Instance);
    }

    private Task<bool> Join(int port, int version) => IsTrue("InsertMembershipKey", Member(port, version));

    private Task<bool> Update(int port, int version) => IsTrue(
        "UpdateMembershipKey",
        [("DeploymentId", Cluster), .. At(port), ("Status", Active), ("SuspectTimes", port == 1 ? "somebody" : null), ("IAmAliveTime", Now.AddSeconds(1)), ("Version", version)]);

    private async Task<int> Remind(string grain, int hash) => (int)(await Ask(
        "UpsertReminderRowKey", ("ServiceId", "s"), ("GrainHash", hash), ("GrainId", grain), ("ReminderName", "progress"), ("StartTime", Now), ("Period", 60_000)))[0]["Version"]!;

    private Task<bool> Forget(string grain, int version) =>
        IsTrue("DeleteReminderRowKey", ("ServiceId", "s"), ("GrainId", grain), ("ReminderName", "progress"), ("Version", version));

    private async Task<List<string>> InRange(string query, int begin, int end) =>
        [.. (await Ask(query, ("ServiceId", "s"), ("BeginHash", begin), ("EndHash", end))).Select(row => (string)row["GrainId"]!).Order(StringComparer.Ordinal)];

    private async Task<int?> Write(string? key, int? version, byte[] state) =>
        (int?)(await Ask("WriteToStorageKey", [.. State(key), ("GrainStateVersion", version), ("PayloadBinary", state)])).SingleOrDefault()?["NewGrainStateVersion"];

    private static (string, object?)[] State(string? key) =>
        [("GrainIdHash", 1), ("GrainIdN0", 0L), ("GrainIdN1", 0L), ("GrainTypeHash", 2), ("GrainTypeString", "pause"), ("GrainIdExtensionString", key), ("ServiceId", "s")];

    private static (string, object?)[] At(int port) => [("Address", "10.0.0.1"), ("Port", port), ("Generation", 7)];

    private static (string, object?)[] Member(int port, int version) =>
    [
        ("DeploymentId", Cluster), .. At(port), ("IAmAliveTime", Now), ("SiloName", "silo"), ("HostName", "host"), ("StartTime", Now), ("Status", Joining), ("ProxyPort", 0),
        ("Version", version),
    ];

    private async Task<bool> IsTrue(string query, params (string Name, object? Value)[] values) => (bool)(await Ask(query, values)).ShouldHaveSingleItem().Values.Single()!;

    private Task<List<Dictionary<string, object?>>> Ask(string query, params (string Name, object? Value)[] values) => Ask(_connection, query, values);

    private async Task<List<Dictionary<string, object?>>> Ask(NpgsqlConnection connection, string query, params (string Name, object? Value)[] values)
    {
        await using var command = new NpgsqlCommand(_queries[query], connection);
        foreach (var (name, value) in values) command.Parameters.Add(new NpgsqlParameter { ParameterName = name, Value = value ?? DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Dictionary<string, object?>>();
        while (await reader.ReadAsync())
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i), StringComparer.OrdinalIgnoreCase));
        return rows;
    }
}
