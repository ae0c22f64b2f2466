namespace Chronote.Tidy.Code;

/// <summary>Calls that make the system unrepeatable, block a thread, or leave work undone.</summary>
internal static class BannedCalls
{
    private static readonly string[] Product = ["src/", "grains/", "silo/", "client/"];

    private const string MutableStatic =
        @"^[ \t]*(?:(?:public|private|internal|protected|volatile|new)\s+)*static\s+"
        + @"(?!(?:readonly|class|partial|async|extern|void|implicit|explicit|operator|abstract|virtual|unsafe|ref|record|struct|event)\b)"
        + @"(?:\([^()\n]*\)|[\w.]+(?:<[^;={()\n]*>)?)[?\[\],]*[ \t]+\w+[ \t]*(?:;|=[^>=])"
        + @"|\bstatic\b[^;{(=\n]*\{\s*get;\s*(?:private |internal )?set;|\bstatic\s+readonly\s+Concurrent|\[ThreadStatic\]";

    public static IReadOnlyList<BannedCall> All { get; } =
    [
        new("the system's clock", @"\b(DateTime|DateTimeOffset)\.(Now|UtcNow|Today)\b|\bEnvironment\.TickCount", "the `now` argument in the domain, TimeProvider elsewhere")
        {
            Except = [("tests/Chronote.Engines.Tests/Processes/PrivateFolderTests.cs", "a file's time is the system's")],
        },
        new("Stopwatch", @"\bStopwatch\b", "TimeProvider.GetTimestamp", "src/Chronote.Domain/", "grains/"),
        new("an id from the air", @"\bGuid\.(NewGuid|CreateVersion7)\b", "IRandomness, or an id the caller brings"),
        new("unseeded randomness", @"\bRandom\.Shared\b|\bnew Random\(\s*\)", "IRandomness; in tests new Random(seed)")
        {
            Except = [("client/Chronote.Recorder/Program.cs", "randomness enters the recorder here, as a parameter of everything else")],
        },
        new("randomness beside the port", @"\bnew Random\(|\bRandomNumberGenerator\b", "IRandomness", "src/", "grains/", "silo/Chronote.Gateway/")
        {
            Except = [("src/Chronote.Discord/Dave/Mls/MlsSuite.cs", "the library references nothing of ours; keys and signatures come from the platform's cryptography")],
        },
        new("Thread.Sleep", @"\bThread\.Sleep\b", "a timer of TimeProvider, or the event waited for"),
        new("a thread of its own", @"\bTask\.Run\(|\bnew Thread\(|\bThreadPool\.|\bParallel\.(For|Invoke)|\bTaskFactory\b|\bTask\.Factory\b", "await; only adapters have threads", Product)
        {
            Except =
            [
                ("src/Chronote.Storage/Sql/Sqlite/SqliteWriter.cs", "the one writer blocks in fsync"),
                ("src/Chronote.Storage/Sql/Sqlite/SqliteCheckpointer.cs", "a checkpoint blocks in fsync"),
                ("src/Chronote.Kernel/Turns/", "the embedded host is the scheduler"),
                ("client/Chronote.Client/Spool/DiskSpoolFiles.cs", "the spool's disk blocks in fsync"),
                ("silo/Chronote.Silo/Discord/Recording/PoolContext.cs", "a recording's turns run on the pool, one after the other"),
                ("src/Chronote.Engines/", "an engine is an adapter: what keeps a processor busy leaves the grain's turn"),
            ],
        },
        new("a delay in real time", @"\bTask\.Delay\((?![^;\n]*(\b_?[Tt]ime(Provider)?\b|\b_?clock\b|\bTimeout\.Infinite))", "Task.Delay(wait, timeProvider, cancellation)")
        {
            Except =
            [
                ("src/Chronote.Engines/Processes/", "a child process lives in real time"),
                ("tests/Chronote.Engines.Tests/", "real child processes and a real server"),
                ("tests/Chronote.Bench/", "real programs are measured"),
            ],
        },
        new("ConfigureAwait", @"\bConfigureAwait\b", "a plain await: a grain's turn must come back to its scheduler, and there is no other context"),
        new("#if", @"^\s*#if\b", "a second file, chosen in grains/GrainHost.props"),
        new("async void", @"\basync\s+void\b", "async Task"),
        new("blocking on a task", @"\.Result\b(?!\s*=[^=])|\.Wait\(|\.GetAwaiter\(\)\s*\.GetResult\(\)", "await", Product)
        {
            Except =
            [
                ("src/Chronote.Storage/Sql/Sqlite/SqliteWriter.cs", "the writer's own thread waits for work"),
                ("src/Chronote.Storage/Sql/Sqlite/Synchronous.cs", "reads what has ended; anything else throws"),
                ("client/Chronote.Recorder/Running/OneThread.cs", "the program's one thread runs until its task has ended"),
                ("src/Chronote.Engines/Processes/ChildProcess.cs", "reads tasks that have ended"),
            ],
        },
        new("mutable static", MutableStatic, "an instance that is handed on: two hosts in one process must not share anything", Product),
        new("work left undone", @"\bNotImplementedException\b", "the work, or UnreachableException for what can't happen"),
        new("a test that is skipped", @"\[\s*(?:Fact|Theory|InlineData|MemberData)\s*\([^\]]*\bSkip\s*=|\bAssert\.Skip", "a test that runs, or none"),
        new("a warning switched off in code", @"^\s*#pragma\s+warning|\bSuppressMessage\b", "mend the cause; a rule that is wrong for us goes into .editorconfig with its reason"),
        new("a log message beside its twin file", @"\[LoggerMessage\b|\.Log(?:Trace|Debug|Information|Warning|Error|Critical)\(", "a partial method with [LoggerMessage] in X.Log.cs", Product)
        {
            Except = [.. Tree.Repository.Product.Where(file => file.Path.EndsWith(".Log.cs", StringComparison.Ordinal)).Select(file => (file.Path, "is the twin file"))],
        },
    ];
}
