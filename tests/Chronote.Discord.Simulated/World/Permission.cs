namespace Chronote.Discord.Simulated.World;

/// <summary>Permission bits that the simulator acts on.</summary>
[Flags]
public enum Permission : ulong
{
    None = 0,
    Administrator = 1UL << 3,
    ManageGuild = 1UL << 5,
    ViewChannel = 1UL << 10,
    SendMessages = 1UL << 11,
    EmbedLinks = 1UL << 14,
    AttachFiles = 1UL << 15,
    ReadMessageHistory = 1UL << 16,
    Connect = 1UL << 20,
    Speak = 1UL << 21,
    MoveMembers = 1UL << 24,
    ChangeNickname = 1UL << 26,
    ManageNicknames = 1UL << 27,
    UseApplicationCommands = 1UL << 31,

    /// <summary>What everybody may in a new guild.</summary>
    Usual = ViewChannel | SendMessages | EmbedLinks | AttachFiles | ReadMessageHistory | Connect | Speak | ChangeNickname | UseApplicationCommands,

    All = ~0UL >> 14,
}

/// <param name="Target">A role or a user; the guild's own id is everybody.</param>
public sealed record Overwrite(ulong Target, bool IsRole, Permission Allow, Permission Deny);

public sealed record SimulatedRole(ulong Id, string Name, Permission Permissions);
