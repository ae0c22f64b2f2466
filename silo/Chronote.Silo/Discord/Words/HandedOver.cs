using System.Text;
using Chronote.Discord.Rest;

namespace Chronote.Silo.Discord.Words;

/// <summary>Notes and transcript as a message: text where it fits, files beside it.</summary>
internal static class HandedOver
{
    /// <summary>What Discord takes of everybody's files in one message is 10 MiB; the rest of the request needs some room, too.</summary>
    public const int AttachmentBytesMax = 8 * 1024 * 1024;

    public const string HowToGetLinks = "-# Whoever runs this bot can set CHRONOTE_PublicUrl; then there are links instead of files.";

    /// <param name="head">What stands above the notes.</param>
    /// <param name="notes">Markdown; null when there are none.</param>
    /// <param name="transcript">Null to leave it out.</param>
    /// <param name="page">Where the meeting can be seen; null when nowhere, and then how to get there is said.</param>
    public static OutgoingMessage Message(string head, string? notes, (byte[] Body, bool IsWhole)? transcript, Uri? page)
    {
        var files = new List<Attachment>();
        var tail = page is null ? HowToGetLinks : $"Transcript, notes and audio: {page}";
        if (transcript is { } text)
        {
            files.Add(new Attachment("transcript.md", "text/markdown", text.Body));
            if (!text.IsWhole) tail = $"The transcript is longer than Discord takes; its beginning is attached.\n{tail}";
        }
        var room = Announcement.MessageCharactersMax - head.Length - tail.Length - 2;
        var body = notes ?? "There are no notes: nothing was transcribed.";
        // A heading of Markdown is louder than a message in a chat needs.
        body = body.Replace("\n## ", "\n### ", StringComparison.Ordinal);
        if (body.Length > room)
        {
            const string more = "\n… The rest is in the file.";
            files.Insert(0, new Attachment("notes.md", "text/markdown", Encoding.UTF8.GetBytes(notes!)));
            var cut = body.LastIndexOf('\n', Math.Max(0, room - more.Length));
            body = (cut > 0 ? body[..cut] : "") + more;
        }
        return new OutgoingMessage($"{head}\n{body.Trim('\n')}\n{tail}") { Attachments = files };
    }
}
