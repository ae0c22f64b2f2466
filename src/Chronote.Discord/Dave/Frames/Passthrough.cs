namespace Chronote.Discord.Dave.Frames;

/// <summary>
/// Which protocol version is in force, and whether plain frames may pass (DAVE protocol, "Passthrough Mode"): always at version 0, and for a limited time
/// around a change. All times are spans since the session began.
/// </summary>
internal struct Passthrough
{
    private int? _inForce;
    private int? _prepared;
    private TimeSpan _until;

    /// <summary>0 also before anything was said.</summary>
    public readonly int Version => _inForce ?? 0;

    /// <summary>Plain frames may pass. Never before the first version is known.</summary>
    public readonly bool IsOpen(TimeSpan now) => _inForce == 0 || now < _until;

    /// <summary>Op 4, or op 24 with epoch 1. The first version is in force at once; an upgrade from 0 only when it is executed.</summary>
    public void Begin(int version)
    {
        if (_inForce == 0 && version > 0) _prepared = version;
        else _inForce = version;
    }

    /// <summary>Op 21.</summary>
    public void Prepare(int version, TimeSpan now)
    {
        _prepared = version;
        if (version == 0) _until = now + DaveLimits.PlainBeforeDowngrade;
        else if (_until > now + DaveLimits.PlainAfterUpgrade) _until = now + DaveLimits.PlainAfterUpgrade;
    }

    /// <summary>Op 22.</summary>
    /// <returns>Whether this was a downgrade to version 0.</returns>
    public bool Execute(TimeSpan now)
    {
        if (_prepared is not { } version) return false;
        var before = _inForce;
        (_inForce, _prepared) = (version, null);
        if (before == 0 && version > 0) _until = now + DaveLimits.PlainAfterUpgrade;
        return before > 0 && version == 0;
    }
}
