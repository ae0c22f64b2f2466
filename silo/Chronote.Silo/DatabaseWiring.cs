using Chronote.Domain.Ports;
using Chronote.Gateway.Operating;
using Chronote.Grains.Transcription;
using Chronote.Silo.Host;
using Chronote.Silo.Settings;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Postgres;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Silo;

/// <summary>Which database stands behind the ports of rows: PostgreSQL where one is named, else SQLite in the data folder.</summary>
internal static class DatabaseWiring
{
    private const string Replica = "replica";

    public static void AddDatabase(this IServiceCollection services, SiloSettings settings, DataFolder folder)
    {
        if (settings.Database is { Length: > 0 } database) services.AddPostgres(database, settings);
        else services.AddSqlite(folder);
        services.AddSingleton<IGrainRecords, SqlGrainRecords>();
        services.AddSingleton<ITranscriptionQueue, SqlTranscriptionQueue>();
        services.AddSingleton<INormalisationQueue, SqlNormalisationQueue>();
        services.AddSingleton<IErasure, SqlErasure>();
        services.AddSingleton<IGuildStore, SqlGuildStore>();
        services.AddSingleton<IKeyStore, SqlKeyStore>();
    }

    private static void AddSqlite(this IServiceCollection services, DataFolder folder)
    {
        services.AddSingleton(provider => SqliteDatabase.Open(folder.Database, Time(provider), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ISqlDatabase>(provider => provider.GetRequiredService<SqliteDatabase>());
        services.AddSingleton<IChunkStore>(provider => new SqliteChunkStore(provider.GetRequiredService<SqliteDatabase>(), Time(provider), TextIsWanted(provider)));
        services.AddSingleton<IMeetingStore>(provider => new SqlMeetingStore(provider.GetRequiredService<SqliteDatabase>()));
        services.AddSingleton<IDatabaseAtWork, SqliteAtWork>();
    }

    private static void AddPostgres(this IServiceCollection services, string database, SiloSettings settings)
    {
        services.AddSingleton(provider => Open(provider, database, settings, "main"));
        services.AddSingleton<ISqlDatabase>(provider => provider.GetRequiredService<PostgresDatabase>());
        services.AddSingleton(provider => new PostgresChunkStore(provider.GetRequiredService<PostgresDatabase>(), Time(provider), TextIsWanted(provider)));
        services.AddSingleton<IChunkStore>(provider => provider.GetRequiredService<PostgresChunkStore>());
        if (settings.DatabaseReplica is { Length: > 0 } replica) services.AddKeyedSingleton(Replica, (provider, _) => Open(provider, replica, settings, Replica));
        services.AddSingleton<IMeetingStore>(provider => new SqlMeetingStore(provider.GetRequiredService<PostgresDatabase>(), Lists(provider)));
        services.AddSingleton<IDatabaseAtWork, PostgresAtWork>();
    }

    private static ISqlDatabase Lists(IServiceProvider provider)
    {
        var database = provider.GetRequiredService<PostgresDatabase>();
        return provider.GetKeyedService<PostgresDatabase>(Replica) is { } replica
            ? new ReplicaReads(replica, database, Time(provider), provider.GetRequiredService<ILogger<ReplicaReads>>())
            : database;
    }

    private static PostgresDatabase Open(IServiceProvider provider, string connection, SiloSettings settings, string role) => new(
        PostgresConnection.Of(connection, settings.DatabaseConnections), provider.GetRequiredService<ChronoteMeters>().Meter, Time(provider),
        provider.GetRequiredService<ILoggerFactory>(), role);

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    private static bool TextIsWanted(IServiceProvider provider) => provider.GetRequiredService<TranscriptionSettings>().Engine is not null;
}
