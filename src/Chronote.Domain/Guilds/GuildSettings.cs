namespace Chronote.Domain.Guilds;

/// <summary>What members with Manage Guild have chosen. Each of these is acted on.</summary>
public sealed record GuildSettings
{
    /// <summary>Every voice channel is recorded as soon as somebody joins it.</summary>
    public bool AutoRecordAll { get; init; }

    /// <summary>Voice channels that are recorded as soon as somebody joins them; at most <see cref="Limits.AutoRecordChannelsMax"/>.</summary>
    public IReadOnlyList<ulong> AutoRecordChannels { get; init; } = [];

    /// <summary>Where announcements, status and notes go. Null: where the recording was asked for, else the voice channel's own chat.</summary>
    public ulong? TextChannel { get; init; }

    /// <summary>BCP 47 tag of what is spoken; null: the engine's own default.</summary>
    public string? Language { get; init; }

    /// <summary>Words to expect; at most <see cref="Limits.VocabularyWordsMax"/>.</summary>
    public IReadOnlyList<string> Vocabulary { get; init; } = [];

    public MayStop MayStop { get; init; }

    public bool RecordsByItself(ulong channel) => AutoRecordAll || AutoRecordChannels.Contains(channel);
}

/// <summary>Who may stop, pause and resume, besides members with Manage Guild. The numbers are stored: never reorder.</summary>
public enum MayStop
{
    /// <summary>Whoever started it and everybody who takes part.</summary>
    Participants = 0,
    Starter = 1,
    Managers = 2,
}

/// <summary>Settings to change; null leaves one as it is.</summary>
public sealed record SettingsChange
{
    public bool? AutoRecordAll { get; init; }
    public ulong? AutoRecordChannel { get; init; }

    /// <summary>With <see cref="AutoRecordChannel"/>: false takes the channel out.</summary>
    public bool AutoRecordOn { get; init; } = true;

    public ulong? TextChannel { get; init; }

    /// <summary><c>auto</c> takes it away.</summary>
    public string? Language { get; init; }

    /// <summary>An empty list takes it away.</summary>
    public IReadOnlyList<string>? Vocabulary { get; init; }

    public MayStop? MayStop { get; init; }

    /// <summary>The settings as they would be.</summary>
    public GuildSettings On(GuildSettings settings) => settings with
    {
        AutoRecordAll = AutoRecordAll ?? settings.AutoRecordAll,
        AutoRecordChannels = AutoRecordChannel is not { } channel ? settings.AutoRecordChannels
            : [.. settings.AutoRecordChannels.Where(other => other != channel), .. AutoRecordOn ? [channel] : (ulong[])[]],
        TextChannel = TextChannel ?? settings.TextChannel,
        Language = Language == "auto" ? null : Language ?? settings.Language,
        Vocabulary = Vocabulary ?? settings.Vocabulary,
        MayStop = MayStop ?? settings.MayStop,
    };
}
