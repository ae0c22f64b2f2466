using Chronote.Discord.Dave.Mls;

namespace Chronote.Discord.Dave.Frames;

/// <summary>The frame keys of one epoch's members. Disposing it forgets them.</summary>
internal sealed class EpochFrames : IDisposable
{
    private readonly Dictionary<Snowflake, ReceivedFrames> _senders = [];
    private readonly SentFrames _own;

    public EpochFrames(MlsGroup group, Snowflake self, TimeSpan now)
    {
        foreach (var member in group.Members)
        {
            if (member != self) _senders[member] = new ReceivedFrames(group.SenderBaseSecret(member), now);
        }
        _own = new SentFrames(group.SenderBaseSecret(self));
    }

    /// <summary>When a newer epoch was installed, plus <see cref="DaveLimits.OldKeysKept"/>.</summary>
    public TimeSpan Expires { get; set; } = TimeSpan.MaxValue;

    public ReceivedFrames? Of(Snowflake sender) => _senders.GetValueOrDefault(sender);

    public byte[] Encrypt(ReadOnlySpan<byte> opus) => _own.Encrypt(opus);

    public void Dispose()
    {
        _own.Dispose();
        foreach (var sender in _senders.Values) sender.Dispose();
    }
}
