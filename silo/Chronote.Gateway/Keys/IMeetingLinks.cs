using Chronote.Domain.Ports;

namespace Chronote.Gateway.Keys;

/// <summary>Links that open one meeting for reading, as the Discord bot posts them. There are such where a bot is configured.</summary>
public interface IMeetingLinks
{
    /// <summary>The key that a link's text stands for; null when it is none, or the meeting is gone.</summary>
    ValueTask<ApiKey?> Find(string text);
}
