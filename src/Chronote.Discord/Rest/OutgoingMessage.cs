namespace Chronote.Discord.Rest;

/// <summary>A message to post, or to put in the place of another.</summary>
/// <param name="Content">At most 2,000 characters; mentions in it notify nobody.</param>
public sealed record OutgoingMessage(string Content)
{
    public IReadOnlyList<Button> Buttons { get; init; } = [];

    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
}

/// <summary>A button under a message: with <paramref name="Url"/> a link, else an interaction with this custom id.</summary>
public sealed record Button(string Label, string? CustomId = null, Uri? Url = null, bool IsDanger = false);

public sealed record Attachment(string FileName, string MediaType, ReadOnlyMemory<byte> Body);

/// <summary>The first answer to an interaction.</summary>
public abstract record InteractionReply
{
    /// <param name="Ephemeral">Seen by the user alone.</param>
    public sealed record Message(OutgoingMessage Body, bool Ephemeral) : InteractionReply;

    /// <summary>"Thinking"; the message follows within 15 min.</summary>
    public sealed record Deferred(bool Ephemeral) : InteractionReply;

    /// <summary>For a button: keeps the message, shows nothing.</summary>
    public sealed record Acknowledged : InteractionReply;

    private InteractionReply() { }
}
