using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Gateway.Meetings;
using Chronote.Gateway.Problems;
using Chronote.Grains.Meetings;
using Chronote.Silo.Discord.Sessions;

namespace Chronote.Silo.Discord;

/// <summary>
/// Joins a call for a program. Keys of the guild's own tenant and of the operator's may ask; the meeting belongs to the key's tenant, whose keys read it. To
/// all others it is the same whether the bot is in that guild or not (I10).
/// </summary>
internal sealed class CallJoiner(RecordingStart start) : ICallJoiner
{
    /// <summary>The tenant of the first key.</summary>
    public const string Operator = "default";

    public async Task<JoinAnswer> Join(DiscordCall call, CreateMeeting asked, CancellationToken cancel)
    {
        if (asked.Tenant != Operator && asked.Tenant != Guild.TenantOf(call.Guild).Value)
            return new JoinAnswer.Refused("guild_not_allowed", "This key's tenant may not have that Discord server recorded.");
        var answer = await start.Begin(new StartWish(call.Guild, call.Channel, null, 0, IsAutomatic: false, []) { Tenant = new TenantId(asked.Tenant), Asked = asked }, cancel);
        return answer switch
        {
            { Why: null } => new JoinAnswer.Joined(answer.Meeting),
            { Created.KeyTakenBy: { } taken } => new JoinAnswer.KeyTaken(new MeetingId(taken), answer.Created.KeyTakenDigest!),
            _ => new JoinAnswer.Refused(ProblemCatalogue.All.Any(kind => kind.Code == answer.Why) ? answer.Why : "discord_unreachable", answer.Sentence),
        };
    }
}
