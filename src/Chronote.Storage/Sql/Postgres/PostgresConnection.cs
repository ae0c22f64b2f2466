using System.Globalization;
using System.Net;
using Npgsql;

namespace Chronote.Storage.Sql.Postgres;

/// <summary>Reads what an operator wrote, as an address or as Npgsql's connection string, and adds what Chronote relies on.</summary>
public static class PostgresConnection
{
    // A connection goes back to the pool without a word to the server: behind a pooler its next statement may meet another one. The client waits
    // longer for an answer than the server is allowed to work on it, so that it hears why. What the operator wrote comes later, and counts.
    private const string Ours = "No Reset On Close=true;Application Name=chronote;Timeout=5;Command Timeout=40;Tcp Keepalive=true;";

    /// <summary>Npgsql's connection string.</summary>
    /// <exception cref="FormatException">It can't be read; the message holds nothing of it but names.</exception>
    public static string Of(string text, int connectionsMax)
    {
        try
        {
            var wished = text.Contains("://", StringComparison.Ordinal) ? FromAddress(text) : text;
            var connection = new NpgsqlConnectionStringBuilder($"{Ours}Maximum Pool Size={connectionsMax.ToString(CultureInfo.InvariantCulture)};{wished}");
            return connection.Host is null ? throw new FormatException("it names no host.") : connection.ConnectionString;
        }
        catch (ArgumentException unknown)
        {
            throw new FormatException(unknown.ParamName is { } name ? $"'{name}' is no setting of a connection, or its value can't be read." : "a setting of the connection can't be read.");
        }
    }

    /// <summary>The database's name and its server's, of a string that <see cref="Of"/> made: what may be shown.</summary>
    public static string Where(string connection)
    {
        var parts = new NpgsqlConnectionStringBuilder(connection);
        return $"{parts.Database ?? parts.Username} on {parts.Host}";
    }

    /// <summary>What is wrong with it, or null.</summary>
    public static string? Mistake(string? text)
    {
        if (text is not { Length: > 0 }) return null;
        try
        {
            Of(text, connectionsMax: 1);
            return null;
        }
        catch (FormatException mistake)
        {
            return mistake.Message;
        }
    }

    // postgresql://user:password@host:port/name?setting=value, as PostgreSQL's own library reads it (section 34.1.1.2 of its documentation).
    private static string FromAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("postgres" or "postgresql"))
            throw new FormatException("it must be postgresql://user:password@host/name, or Host=…;Username=…;Password=…;Database=….");
        var connection = new NpgsqlConnectionStringBuilder { Host = Uri.UnescapeDataString(address.Host) };
        if (address.Port > 0) connection.Port = address.Port;
        var user = address.UserInfo.Split(':', 2);
        if (user[0].Length > 0) connection.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) connection.Password = Uri.UnescapeDataString(user[1]);
        if (address.AbsolutePath.Length > 1) connection.Database = Uri.UnescapeDataString(address.AbsolutePath[1..]);
        foreach (var pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var first, var second] ? (first, WebUtility.UrlDecode(second)) : (pair, "");
            Set(connection, name, value);
        }
        return connection.ConnectionString;
    }

    private static void Set(NpgsqlConnectionStringBuilder connection, string name, string value)
    {
        switch (name)
        {
            case "sslmode": connection["SSL Mode"] = value.Replace("-", "", StringComparison.Ordinal); break;
            case "sslrootcert": connection.RootCertificate = value; break;
            case "host": connection.Host = value; break;
            case "application_name": connection.ApplicationName = value; break;
            case "connect_timeout": connection["Timeout"] = value; break;
            case "connection_limit": connection["Maximum Pool Size"] = value; break;
            // Said by others for their own sake: nothing that a pooler forbids is done here anyway.
            case "pgbouncer": break;
            default: throw new FormatException($"'{name}' is no setting of a connection that is known here.");
        }
    }
}
