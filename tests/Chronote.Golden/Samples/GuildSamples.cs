using Chronote.Domain;
using Chronote.Domain.Guilds;

namespace Chronote.Golden.Samples;

/// <summary>A guild with something of everything, and each command it takes.</summary>
internal static class GuildSamples
{
    private static readonly DateTimeOffset At = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly MeetingId Now = new("0001AB2CD3EF4GH5");
    private static readonly MeetingId Before = new("0001AB2CD3EF4GH4");

    private static readonly VoiceSession Session = new()
    {
        Meeting = Now,
        Tenant = new TenantId("guild-7"),
        Channel = 1_101,
        TextChannel = 1_102,
        StartedBy = 18_446_744_073_709_551_615,
        IsAutomatic = true,
        Phase = VoicePhase.Paused,
        StartedAt = At,
        DeadlineAt = At.AddSeconds(15),
        Epoch = 3,
        Silo = "a",
        LeaseUntil = At.AddSeconds(6),
        StatusMessage = 1_103,
        EmptySince = At.AddSeconds(1),
        WasOccupied = true,
        IsRenamed = true,
        NicknameBefore = "Zoë's bot",
        StopReason = "asked",
    };

    public static GuildState Busy { get; } = new()
    {
        Settings = new GuildSettings
        {
            AutoRecordAll = true, AutoRecordChannels = [1, 2], TextChannel = 3, Language = "en-GB", Vocabulary = ["Chronote"], MayStop = MayStop.Starter,
        },
        Session = Session,
        Epoch = 3,
        OptOutVersion = 2,
        Ended = [new EndedSession(Session with { Meeting = Before }, At, "asked", IsCancelled: false, IsClosed: true)],
        Erasures = [new PersonErasure(9, At, Before, At.AddMinutes(15), 2)],
    };

    public static IReadOnlyList<GuildCommand> Commands { get; } =
    [
        new GuildCommand.Start(Now, new TenantId("guild-7"), 1, 2, 3, IsAutomatic: false),
        new GuildCommand.Announced(Now, 4, "Recorded by …", [3, 5]),
        new GuildCommand.GiveUp(Now, "no permission"),
        new GuildCommand.Joined(Now, [6]),
        new GuildCommand.Stop(Now, new Asker(3, ManagesGuild: true, TakesPart: false), "asked"),
        new GuildCommand.Pause(new Asker(3, ManagesGuild: false, TakesPart: true)),
        new GuildCommand.Resume(new Asker(3, ManagesGuild: false, TakesPart: true)),
        new GuildCommand.Take(Now, "a", IsAlone: true),
        new GuildCommand.Renew(Now, 3, 1, 2),
        new GuildCommand.Left(Now, 3, "kicked"),
        new GuildCommand.LetGo(Now, 3),
        new GuildCommand.Rename(Now, "bot"),
        new GuildCommand.Told(Now),
        new GuildCommand.Closed(Now),
        new GuildCommand.Configure(new Asker(3, ManagesGuild: true, TakesPart: false), new SettingsChange { Language = "auto", AutoRecordChannel = 1, AutoRecordOn = false, Vocabulary = [] }),
        new GuildCommand.OptOut(9),
        new GuildCommand.OptIn(9),
        new GuildCommand.Erase(9),
        new GuildCommand.Erased(9, Now),
        new GuildCommand.Look(),
    ];
}
