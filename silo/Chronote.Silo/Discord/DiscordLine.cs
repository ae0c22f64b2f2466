using Chronote.Discord;
using Chronote.Discord.Dave;
using Chronote.Discord.Gateway;
using Chronote.Discord.Rest;
using Chronote.Domain.Ports;
using Chronote.Silo.Settings;

namespace Chronote.Silo.Discord;

/// <summary>Discord itself, or whatever the settings name in its place.</summary>
internal sealed class DiscordLine : IDiscordLine, IDisposable
{
    /// <summary>Longer than any single wait for an answer.</summary>
    private static readonly TimeSpan RequestMax = TimeSpan.FromSeconds(60);

    private readonly DiscordOptions _options;
    private readonly HttpMessageInvoker _sockets;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly IRandomness _randomness;
    private readonly ILoggerFactory _loggers;

    public DiscordLine(SiloSettings settings, TimeProvider time, IRandomness randomness, ILoggerFactory loggers)
    {
        (_time, _randomness, _loggers) = (time, randomness, loggers);
        _options = OptionsOf(settings.Discord);
        _sockets = new HttpMessageInvoker(DiscordHttp.Handler(_options));
        _http = new HttpClient(DiscordHttp.Handler(_options)) { Timeout = RequestMax };
        Rest = new DiscordRest(_http, _options, time, randomness.NextFraction, loggers.CreateLogger<DiscordRest>());
    }

    public IDiscordRest Rest { get; }

    public IDiscordGateway Open(int shard, int shards) => new DiscordGateway(
        _options, Rest, shard, shards, _sockets, _time, _randomness.NextFraction, (self, channel) => new DaveSession(self, channel, _time), _loggers.CreateLogger<DiscordGateway>());

    public void Dispose()
    {
        _http.Dispose();
        _sockets.Dispose();
    }

    internal static DiscordOptions OptionsOf(DiscordSettings settings) => new()
    {
        Token = settings.Token ?? "",
        ApiUrl = new Uri(settings.ApiUrl),
        TrustedRootCertificate = settings.TrustedRootCertificate is { Length: > 0 } file ? file : null,
    };
}
