using Chronote.Discord.Dave;
using Chronote.Discord.Gateway;
using Chronote.Discord.Rest;
using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Simulated.Voice;
using Chronote.Discord.Simulated.World;
using Chronote.Discord.Tests.Simulator;
using Chronote.Discord.Tests.Voice;
using Chronote.Discord.Voice;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Chronote.Discord.Tests.EndToEnd;

/// <summary>A call of third-party clients that our receiver listens to, on a simulated Discord.</summary>
internal sealed class RecordedCall : IAsyncDisposable
{
    private const int SpeechPacketsMax = 5_000;

    // A machine that does much else meanwhile is slow, not wrong.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _ended = new();
    private readonly ITestOutputHelper _output;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _http;
    private readonly HttpMessageInvoker _webSockets;
    private readonly Dictionary<Snowflake, int> _speakers = [];

    private RecordedCall(PeerCall call, VoiceTimings timings, string? root, ITestOutputHelper output)
    {
        (Call, _output) = (call, output);
        var options = new DiscordOptions
        {
            ApiUrl = call.Discord.ApiUrl,
            Token = call.Discord.Token,
            TrustedRootCertificate = root ?? call.Discord.Authority.PemPath,
            Voice = timings,
            Gateway = new GatewayTimings { IdentifyEvery = TimeSpan.FromMilliseconds(100), InvalidSessionMax = TimeSpan.FromSeconds(1) },
        };
        _handler = DiscordHttp.Handler(options);
        (_http, _webSockets) = (new HttpClient(_handler, false), new HttpMessageInvoker(_handler, false));
        var random = new Random(1);
        Rest = new DiscordRest(_http, options, TimeProvider.System, Draw, NullLogger.Instance);
        Gateway = new DiscordGateway(options, Rest, 0, 1, _webSockets, TimeProvider.System, Draw, (self, channel) => new DaveSession(self, channel, TimeProvider.System), NullLogger.Instance);

        double Draw()
        {
            lock (random)
                return random.NextDouble();
        }
    }

    public PeerCall Call { get; }

    public SimulatedDiscord Discord => Call.Discord;

    public DiscordRest Rest { get; }

    public DiscordGateway Gateway { get; }

    public HeardSink Sink { get; } = new();

    public VoiceReceiver Receiver { get; private set; } = null!;

    public ulong Bot => Discord.Bot.Id;

    public PathTroubles Path => Discord.Voice.Path(Bot);

    public IEnumerable<ulong> Everybody => Call.Peers.Select(peer => peer.User.Id).Append(Bot);

    private Task<string> Running { get; set; } = null!;

    /// <summary>People in a channel, and our receiver among them, in the same group.</summary>
    /// <param name="root">Another trusted root than that of the simulated Discord.</param>
    public static async Task<RecordedCall> Start(
        ITestOutputHelper output, int peers = 3, SimulatedDiscordOptions? options = null, VoiceTimings? timings = null, string? root = null)
    {
        var recorded = new RecordedCall(await PeerCall.Start(peers, options), timings ?? new VoiceTimings(), root, output);
        if (peers > 0)
            await recorded.Call.Agree();
        foreach (var peer in recorded.Call.Peers)
            recorded.Number(peer);
        var guildSeen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        recorded.Running = recorded.Gateway.Run(happened => _ = happened is GatewayEvent.GuildSeen && guildSeen.TrySetResult(), recorded._ended.Token);
        await guildSeen.Task.WaitAsync(TimeSpan.FromSeconds(10));
        recorded.Listen();
        if (root is null)
            await recorded.Settle();
        return recorded;
    }

    public void Listen() => Receiver = (VoiceReceiver)Gateway.Receive(new(Call.Guild.Id), new(Call.Channel.Id), Sink);

    public async Task Settle(TimeSpan? limit = null)
    {
        await Discord.Voice.Settled(Call.Channel, Everybody, limit ?? Patience);
        // The clients may still have the last message before them, and would send a first packet in the clear.
        if (Call.Peers.Count > 0 && Discord.Voice.Group(Call.Channel) is { Version: > 0 })
            await Discord.Until(() => Call.Peers.Select(peer => peer.PrivacyCode).Distinct().ToList() is [not null], "one privacy code", limit ?? Patience);
        foreach (var peer in Call.Peers)
            await peer.Announce();
    }

    public async Task<VoicePeer> Join()
    {
        var peer = await Call.Join();
        Number(peer);
        return peer;
    }

    /// <summary>Everybody (or those named) speaks some packets, all at once.</summary>
    /// <param name="from">Number of the first: what is spoken later goes on from there.</param>
    public async Task Speak(int packets, int from = 0, params VoicePeer[] speakers)
    {
        var who = speakers is [] ? [.. Call.Peers] : speakers;
        await Task.WhenAll(who.Select(peer => peer.Play(PeerCall.Speech(_speakers[new(peer.User.Id)], packets, from))));
        await Task.WhenAll(who.Select(peer => peer.Played(Patience + packets * TimeSpan.FromMilliseconds(25))));
    }

    /// <summary>What the voice server took from a user, silence left out.</summary>
    public IReadOnlyList<HeardFrame> Sent(VoicePeer peer) => [.. Discord.Voice.Heard(peer.User.Id).Where(frame => !frame.IsSilence)];

    /// <summary>What our receiver heard of a user, silence left out.</summary>
    public IReadOnlyList<HeardPacket> Heard(VoicePeer peer) => [.. Sink.Of(new(peer.User.Id)).Where(packet => packet.Opus != "f8fffe")];

    /// <summary>
    /// Waits until all was heard that the server sent us, then compares: each packet has the content that its number says, none came twice, none is missing but those that were lost on
    /// purpose and those that <paramref name="mayLack"/> says; and in the order sent, unless the way reorders.
    /// </summary>
    public async Task IsExact(VoicePeer peer, Func<int, bool>? mayLack = null, bool inOrder = true)
    {
        var sent = Sent(peer);
        var due = sent.Index().Where(frame => !frame.Item.LostFor.Contains(Bot) && mayLack?.Invoke(frame.Index) != true).ToList();
        await Sink.When(_ => Heard(peer).Count >= due.Count).WaitAsync(Patience / 4).ContinueWith(_ => { }, TaskScheduler.Default);
        var speech = PeerCall.Speech(_speakers[new(peer.User.Id)], SpeechPacketsMax);
        var truth = sent.Index().ToDictionary(frame => (frame.Item.Ssrc, frame.Item.Sequence), frame => (frame.Index, Opus: Convert.ToHexStringLower(speech[frame.Index]), frame.Item.Timestamp));
        var heard = Heard(peer);
        heard.Select(packet => (packet.Ssrc, packet.Sequence)).ShouldBeUnique();
        foreach (var packet in heard)
        {
            truth.ShouldContainKey((packet.Ssrc, packet.Sequence));
            var (_, opus, timestamp) = truth[(packet.Ssrc, packet.Sequence)];
            (packet.Opus, packet.Timestamp).ShouldBe((opus, timestamp));
        }

        var numbers = heard.Select(packet => truth[(packet.Ssrc, packet.Sequence)].Index).ToList();
        due.Select(frame => frame.Index).Except(numbers).ShouldBeEmpty($"of {sent.Count} packets of {peer.User.Name}, {heard.Count} were heard; {Trouble()}");
        if (inOrder)
            numbers.ShouldBeInOrder();
        _output.WriteLine($"{peer.User.Name}: {sent.Count} frames sent, {heard.Count} heard byte for byte, {sent.Count(frame => frame.LostFor.Contains(Bot))} lost on purpose");
    }

    /// <summary>Waits until it holds of what was heard.</summary>
    /// <exception cref="TimeoutException">It did not come to that; says what was told instead.</exception>
    public async Task Until(Func<HeardSink, bool> holds, string what)
    {
        try
        {
            await Sink.When(holds).WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Not within {Patience.TotalSeconds} s: {what}. {Sink.Packets.Count} packets; {Trouble()}");
        }
    }

    public Task Until<T>(int times = 1) where T : VoiceEvent => Until(sink => sink.Events.OfType<T>().Count() >= times, $"{typeof(T).Name} {times} times");

    /// <summary>A new session hears everything that is said in it, and what went before was told as a gap.</summary>
    public async Task GoesOn(int session)
    {
        await Until(sink => sink.Events.Contains(new VoiceEvent.Connected(session)), "a new session");
        foreach (var peer in Call.Peers)
            await peer.Connected(TimeSpan.FromSeconds(15));
        await Settle();
        var before = Call.Peers.ToDictionary(peer => peer, peer => Sent(peer).Count);
        await Speak(20, before.Values.Max());
        foreach (var peer in Call.Peers)
            await IsExact(peer, number => number < before[peer]);
        var story = Sink.Events.Where(happened => happened is VoiceEvent.Connected or VoiceEvent.Interrupted or VoiceEvent.Ended).Select(happened => happened.GetType().Name);
        story.ShouldBe(["Connected", "Interrupted", "Connected"]);
    }

    /// <summary>What was told, for a message.</summary>
    public string Trouble() => string.Join("; ", Sink.Events.TakeLast(40));

    public IEnumerable<VoiceEvent.Dropped> Dropped => Sink.Events.OfType<VoiceEvent.Dropped>();

    public async ValueTask DisposeAsync()
    {
        await Receiver.DisposeAsync();
        await _ended.CancelAsync();
        await Running;
        await Gateway.DisposeAsync();
        await Call.DisposeAsync();
        _http.Dispose();
        _webSockets.Dispose();
        _handler.Dispose();
    }

    private void Number(VoicePeer peer) => _speakers[new(peer.User.Id)] = _speakers.Count;
}
