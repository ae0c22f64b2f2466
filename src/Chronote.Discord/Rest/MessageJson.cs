using System.Text.Json;

namespace Chronote.Discord.Rest;

/// <summary>Messages as Discord expects them. No message of ours notifies anybody, whatever stands in it.</summary>
internal static class MessageJson
{
    private const int ActionRow = 1, ButtonType = 2, Secondary = 2, Danger = 4, Link = 5, ButtonsPerRow = 5;

    // Seen by the user alone (message flag 1 << 6).
    private const int Ephemeral = 64;

    public static byte[] Message(OutgoingMessage message) => Write(json => Body(json, message, isEphemeral: false));

    public static byte[] Reply(InteractionReply reply) => Write(json =>
    {
        switch (reply)
        {
            case InteractionReply.Message message:
                json.WriteNumber("type", 4);
                json.WriteStartObject("data");
                Body(json, message.Body, message.Ephemeral);
                json.WriteEndObject();
                break;
            case InteractionReply.Deferred deferred:
                json.WriteNumber("type", 5);
                json.WriteStartObject("data");
                json.WriteNumber("flags", deferred.Ephemeral ? Ephemeral : 0);
                json.WriteEndObject();
                break;
            default:
                json.WriteNumber("type", 6);
                break;
        }
    });

    public static byte[] Nickname(string? nickname) => Write(json => json.WriteString("nick", nickname ?? ""));

    private static void Body(Utf8JsonWriter json, OutgoingMessage message, bool isEphemeral)
    {
        json.WriteString("content", message.Content);
        if (isEphemeral)
            json.WriteNumber("flags", Ephemeral);
        json.WriteStartObject("allowed_mentions");
        json.WriteStartArray("parse");
        json.WriteEndArray();
        json.WriteEndObject();
        Buttons(json, message.Buttons);
        json.WriteStartArray("attachments");
        for (var file = 0; file < message.Attachments.Count; file++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", file);
            json.WriteString("filename", message.Attachments[file].FileName);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Buttons(Utf8JsonWriter json, IReadOnlyList<Button> buttons)
    {
        json.WriteStartArray("components");
        foreach (var row in buttons.Chunk(ButtonsPerRow))
        {
            json.WriteStartObject();
            json.WriteNumber("type", ActionRow);
            json.WriteStartArray("components");
            foreach (var button in row)
            {
                json.WriteStartObject();
                json.WriteNumber("type", ButtonType);
                json.WriteNumber("style", button.Url is not null ? Link : button.IsDanger ? Danger : Secondary);
                json.WriteString("label", button.Label);
                if (button.Url is { } url)
                    json.WriteString("url", url.AbsoluteUri);
                else
                    json.WriteString("custom_id", button.CustomId);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static byte[] Write(Action<Utf8JsonWriter> body)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
