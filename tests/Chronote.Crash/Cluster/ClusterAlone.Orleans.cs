namespace Chronote.Crash.Cluster;

/// <summary>Tests that measure seconds, or that stop the database all of them use: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(ClusterAlone), DisableParallelization = true)]
public sealed class ClusterAlone;
