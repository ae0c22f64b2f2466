using System.Globalization;
using System.Text.Json;

namespace Chronote.Discord.Rest;

/// <summary>What a member may do in a channel (Discord docs, "Permission Overwrites"): roles added up, then the channel's overwrites for everyone, for roles, for the member.</summary>
internal static class Permissions
{
    public const ulong Administrator = 1UL << 3, ViewChannel = 1UL << 10, All = ulong.MaxValue;

    private const int RolesMax = 1_000;

    private const int RoleOverwrite = 0;

    /// <param name="guild">The guild object, with its roles.</param>
    /// <param name="channel">The channel object, with its overwrites.</param>
    /// <returns>All bits for the owner and administrators; none where the channel can't be seen.</returns>
    public static ulong In(JsonElement guild, JsonElement channel, Snowflake guildId, Snowflake member, IReadOnlySet<Snowflake> memberRoles)
    {
        if (guild.Id("owner_id") == member)
            return All;
        var granted = 0UL;
        foreach (var role in guild.Items("roles", RolesMax))
            if (role.Id("id") is { } id && (id == guildId || memberRoles.Contains(id)))
                granted |= Bits(role, "permissions");
        if ((granted & Administrator) != 0)
            return All;

        // The role of everyone has the guild's id.
        var (roleDeny, roleAllow, ownDeny, ownAllow) = (0UL, 0UL, 0UL, 0UL);
        foreach (var overwrite in channel.Items("permission_overwrites", RolesMax))
        {
            var (allow, deny) = (Bits(overwrite, "allow"), Bits(overwrite, "deny"));
            if (overwrite.Id("id") is not { } id)
                continue;
            if (overwrite.Number("type") != RoleOverwrite)
                (ownAllow, ownDeny) = id == member ? (allow, deny) : (ownAllow, ownDeny);
            else if (id == guildId)
                granted = (granted & ~deny) | allow;
            else if (memberRoles.Contains(id))
                (roleAllow, roleDeny) = (roleAllow | allow, roleDeny | deny);
        }

        granted = (granted & ~roleDeny) | roleAllow;
        granted = (granted & ~ownDeny) | ownAllow;
        return (granted & ViewChannel) == 0 ? 0 : granted;
    }

    private static ulong Bits(JsonElement from, string name) =>
        ulong.TryParse(from.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var bits) ? bits : 0;
}
