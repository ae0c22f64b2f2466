using Chronote.Discord.Dave;

namespace Chronote.Discord.Voice;

/// <summary>What a receiver needs of the world besides its link and its sink.</summary>
/// <param name="Dave">A session for our user in a channel's group.</param>
/// <param name="Draw">A number from 0 to 1, for jitter and starting numbers; nothing secret depends on it.</param>
/// <param name="Http">Makes the WebSockets; see <see cref="DiscordHttp.Handler"/>.</param>
public sealed record VoiceWorld(VoiceTimings Timings, TimeProvider Time, Func<double> Draw, HttpMessageInvoker Http, Func<Snowflake, Snowflake, IDaveSession> Dave);
