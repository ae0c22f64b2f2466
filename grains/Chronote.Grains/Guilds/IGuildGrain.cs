using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Grains.Meetings;

namespace Chronote.Grains.Guilds;

/// <summary>A guild: its settings, the one voice session with the server that receives it, and who wants to be left out. Key: the guild's id.</summary>
[Alias("guild")]
public interface IGuildGrain : IGrainWithStringKey, IWokenGrain
{
    /// <summary>Decides and stores. Every command may be repeated.</summary>
    [Alias("do")]
    Task<GuildAnswer> Do(GuildCommand command);

    [Alias("look")]
    Task<GuildState> Look();
}

/// <param name="Refused">Why not, or null.</param>
/// <param name="Guild">As it is now.</param>
public sealed record GuildAnswer(Refusal? Refused, GuildState Guild);
