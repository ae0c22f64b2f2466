namespace Chronote.Grains.Guilds;

/// <summary>A shard of the bot's gateway, which one server at a time may have. Key: the shard's number.</summary>
[Alias("shard")]
public interface IShardGrain : IGrainWithStringKey
{
    /// <summary>Asks for the shard, or to keep it for another <see cref="Domain.Limits.VoiceLease"/>. False: another server has it.</summary>
    [Alias("hold")]
    Task<bool> Hold(string silo, bool isAlone);

    /// <summary>Gives it up, so that another server needs not wait.</summary>
    [Alias("let_go")]
    Task LetGo(string silo);
}
