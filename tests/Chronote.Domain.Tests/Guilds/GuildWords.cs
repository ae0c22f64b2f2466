using Chronote.Domain.Guilds;

namespace Chronote.Domain.Tests.Guilds;

/// <summary>Guilds and commands as the table writes them.</summary>
internal static class GuildWords
{
    public const ulong Starter = 3;

    private static readonly MeetingId Other = MeetingId.At(Given.Noon, 77);

    public static IReadOnlyList<string> States { get; } = ["None", "Starting", "Recording", "Paused", "Stopping"];

    public static GuildState State(string words)
    {
        var (name, said) = Read(words);
        var settings = new GuildSettings { MayStop = said.TryGetValue("may", out var may) ? Enum.Parse<MayStop>(may) : MayStop.Participants };
        if (name == "None") return new GuildState { Settings = settings, Epoch = 3 };
        var phase = Enum.Parse<VoicePhase>(name);
        var received = phase != VoicePhase.Starting;
        return new GuildState
        {
            Settings = settings,
            Epoch = 3,
            Session = new VoiceSession
            {
                Meeting = Given.Meeting,
                Tenant = Given.Tenant,
                Channel = 1,
                TextChannel = 2,
                StartedBy = Starter,
                Phase = phase,
                StartedAt = Given.Noon,
                DeadlineAt = At("deadline") ?? (phase is VoicePhase.Starting or VoicePhase.Stopping ? Given.Noon.AddSeconds(15) : null),
                Epoch = received ? 3 : 0,
                Silo = received ? "a" : null,
                LeaseUntil = said.ContainsKey("lease") ? At("lease") : received ? Given.Noon.AddSeconds(3) : null,
                EmptySince = At("empty"),
                WasOccupied = said.GetValueOrDefault("came") != "no",
                StopReason = phase == VoicePhase.Stopping ? "asked" : null,
            },
        };

        DateTimeOffset? At(string key) => said.TryGetValue(key, out var span) && span != "none" ? Given.Noon + Spans.Parse(span) : null;
    }

    public static string Decided(string state, string command)
    {
        var decision = Guild.Decide(State(state), Command(command), Given.Noon);
        if (decision.Refused is { } refused) return $"refused {refused.Code}";
        IEnumerable<string> parts = [.. decision.Events.Select(Shorter), .. decision.Effects.Select(Shorter)];
        return parts.Any() ? string.Join(" + ", parts) : "nothing";
    }

    private static GuildCommand Command(string words)
    {
        var (name, said) = Read(words);
        var meeting = said.ContainsKey("other") ? Other : Given.Meeting;
        var by = said.GetValueOrDefault("by") switch
        {
            "starter" => new Asker(Starter, ManagesGuild: false, TakesPart: false),
            "participant" => new Asker(5, ManagesGuild: false, TakesPart: true),
            "stranger" => new Asker(6, ManagesGuild: false, TakesPart: false),
            _ => new Asker(7, ManagesGuild: true, TakesPart: false),
        };
        var epoch = said.TryGetValue("epoch", out var number) ? long.Parse(number) : 3;
        return name switch
        {
            "Start" => new GuildCommand.Start(meeting, Given.Tenant, 1, 2, Starter, IsAutomatic: false),
            "Announced" => new GuildCommand.Announced(meeting, 4, "Recorded.", [Starter]),
            "GiveUp" => new GuildCommand.GiveUp(meeting, "no permission"),
            "Joined" => new GuildCommand.Joined(meeting, [8]),
            "Stop" => new GuildCommand.Stop(meeting, by, "asked"),
            "Pause" => new GuildCommand.Pause(by),
            "Resume" => new GuildCommand.Resume(by),
            "Take" => new GuildCommand.Take(meeting, said.GetValueOrDefault("silo", "b"), said.ContainsKey("alone")),
            "Renew" => new GuildCommand.Renew(meeting, epoch, 1, said.TryGetValue("people", out var people) ? int.Parse(people) : 2),
            "LetGo" => new GuildCommand.LetGo(meeting, epoch),
            "Left" => new GuildCommand.Left(meeting, epoch, "kicked"),
            "Rename" => new GuildCommand.Rename(meeting, "bot"),
            "Told" => new GuildCommand.Told(meeting),
            "Closed" => new GuildCommand.Closed(meeting),
            "Configure" => new GuildCommand.Configure(by, new SettingsChange { Language = "en" }),
            "OptOut" => new GuildCommand.OptOut(9),
            "OptIn" => new GuildCommand.OptIn(9),
            "Erase" => new GuildCommand.Erase(9),
            "Erased" => new GuildCommand.Erased(9, meeting),
            "Look" => new GuildCommand.Look(),
            _ => throw new ArgumentException(words),
        };
    }

    // What is the same in every line is left out.
    private static string Shorter(object part) => part switch
    {
        GuildEvent.Started or GuildEvent.Configured or GuildEvent.ErasureMoved => part.GetType().Name,
        GuildEffect.Close close => $"Close({(close.Cancel ? "yes" : "no")})",
        _ => Shown.Value(part),
    };

    private static (string Name, Dictionary<string, string> Said) Read(string words)
    {
        var parts = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (parts[0], parts.Skip(1).Select(part => part.Split('=')).ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : ""));
    }
}
