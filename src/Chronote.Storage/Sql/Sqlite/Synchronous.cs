using System.Diagnostics;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>Runs work that is written for both dialects where every statement has ended when it returns.</summary>
internal static class Synchronous
{
    public static T Run<T>(ValueTask<T> work) =>
        work.IsCompleted ? work.Result : throw new UnreachableException("It awaited something other than its session.");
}
