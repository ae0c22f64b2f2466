namespace Chronote.Silo.Discord.Words;

/// <summary>The permissions that a recording bot needs, no more, and their names as people see them.</summary>
internal static class BotPermissions
{
    public const ulong Administrator = 1 << 3, ManageGuild = 1 << 5, ViewChannel = 1 << 10, SendMessages = 1 << 11, AttachFiles = 1 << 15, Connect = 1 << 20, ChangeNickname = 1 << 26;

    public const ulong Needed = ViewChannel | SendMessages | AttachFiles | Connect | ChangeNickname;

    private static readonly (ulong Bit, string Name)[] InText = [(ViewChannel, "View Channel"), (SendMessages, "Send Messages"), (AttachFiles, "Attach Files")];
    private static readonly (ulong Bit, string Name)[] InVoice = [(ViewChannel, "View Channel"), (Connect, "Connect"), (ChangeNickname, "Change Nickname")];

    public static IReadOnlyList<string> MissingInVoice(ulong has) => Missing(InVoice, has);

    public static IReadOnlyList<string> MissingInText(ulong has) => Missing(InText, has);

    /// <summary>Whether a member's permissions let them manage the server.</summary>
    public static bool Manages(ulong has) => (has & (Administrator | ManageGuild)) != 0;

    /// <summary>The address that invites the bot, with exactly the permissions it needs.</summary>
    public static Uri Invite(ulong application) =>
        new($"https://discord.com/oauth2/authorize?client_id={application}&scope=bot%20applications.commands&permissions={Needed}");

    private static IReadOnlyList<string> Missing((ulong Bit, string Name)[] needed, ulong has) =>
        (has & Administrator) != 0 ? [] : [.. needed.Where(each => (has & each.Bit) == 0).Select(each => each.Name)];
}
