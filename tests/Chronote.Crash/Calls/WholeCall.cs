using Chronote.Crash.Processes;
using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Simulated.Voice;
using Chronote.Discord.Simulated.World;
using Chronote.Domain.Meetings;
using Xunit.Abstractions;

namespace Chronote.Crash.Calls;

/// <summary>
/// A call from its first word to its notes, as people have it: the server as a process of its own on a simulated Discord, three unpatched clients who speak, and
/// everything that goes wrong in a call, a killed server included.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class WholeCall(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(3);

    // What a kill may cost: half a second that was not on disk yet, and from then on until the bot is back in the group with its keys.
    private static readonly TimeSpan UnsavedMax = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BackInGroupMax = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MisplacedMax = TimeSpan.FromMilliseconds(20);

    [PeerFact]
    public async Task Everybody_is_on_a_track_of_their_own_byte_for_byte_and_in_place_whatever_happens_to_the_call()
    {
        using var folder = new TestFolder();
        var voices = await Task.WhenAll(
            Voice.Of(folder, "slt", "Good morning everybody. The budget for the new garden is four thousand dollars, and we have to spend it this year. I will call the printer on Monday."),
            Voice.Of(folder, "rms", "I agree with the plan. We decided to move the meeting to Thursday morning, because the big room is free then, and everybody can come."),
            Voice.Of(folder, "awb", "The second question is about the website. Somebody must write the new text before the end of the month, or we will lose the customer."));
        await using var discord = await SimulatedDiscord.Start();
        await using var walls = new WallTimes();
        var guild = discord.AddGuild("Test");
        var (lounge, general) = (guild.AddVoiceChannel("Lounge"), guild.AddTextChannel("general"));
        SimulatedUser[] people = [guild.AddMember("ana"), guild.AddMember("bob"), guild.AddMember("carl")];
        using var server = new Server(folder,
            ("Discord__Token", discord.Token), ("Discord__ApiUrl", discord.ApiUrl.AbsoluteUri), ("Discord__TrustedRootCertificate", discord.Authority.PemPath),
            ("Discord__GuildId", $"{guild.Id}"), ("Transcription__Engine", "pocketsphinx"));
        await server.Start();
        await discord.Until(() => discord.Rest.Commands(guild.Id) is not null && discord.Gateway.Connected > 0, "the bot is up", Patience);
        await using var peers = await VoicePeers.Start(discord);
        var spoken = people.ToDictionary(person => person.Id, _ => new List<IReadOnlyList<byte[]>>());

        // Two in the call, with loss on the way to the bot; the third joins while they speak.
        var (ana, bob) = (await Join(0), await Join(1));
        await Said(discord, people[0], general, "record start", "Recording");
        await discord.Until(() => general.Messages.Count == 1 && general.Messages[0].Content.Contains("· recording ·", StringComparison.Ordinal), "it is received", Patience);
        await Settled(0, 1);
        await Task.WhenAll(ana.Announce(), bob.Announce());
        discord.Voice.Path(discord.Bot.Id).LossShare = 0.05;
        await Task.WhenAll(Speak(ana, 0), Speak(bob, 1));
        await Wait.For(TimeSpan.FromSeconds(2));
        var carl = await Join(2);
        await Settled(0, 1, 2);
        await carl.Announce();
        await Task.WhenAll(ana.Played(Patience), bob.Played(Patience));

        // What is sent is held up for three seconds, and comes at once; then somebody leaves in the middle of a sentence.
        await Speak(carl, 2);
        await Wait.For(TimeSpan.FromSeconds(2));
        discord.Voice.Stall(discord.Bot.Id, Stall);
        await carl.Played(Patience);
        await Speak(bob, 1);
        await Wait.For(TimeSpan.FromSeconds(2));
        await bob.Leave();

        await discord.Voice.MoveServer(guild);
        await Settled(0, 2);

        // The server dies in the middle of a sentence.
        await Speak(ana, 0);
        await Wait.For(TimeSpan.FromSeconds(3));
        var killedAt = Wait.Now;
        server.Kill();
        await server.Start();
        await discord.Until(() => discord.Gateway.Connected > 0, "the bot is up again", Patience);
        await ana.Played(Patience);
        await Settled(0, 2);
        var backAt = Wait.Now;
        await Task.WhenAll(Speak(ana, 0), Speak(carl, 2));
        await Task.WhenAll(ana.Played(Patience), carl.Played(Patience));

        await Said(discord, people[0], general, "record stop", "Stopping");
        await discord.Until(() => general.Messages.Count == 2, "the notes are posted", Patience);
        general.Messages[1].Content.ShouldContain("has ended");
        await discord.Until(() => guild.BotMember.Nickname is null && guild.VoiceStateOf(discord.Bot.Id) is null, "the bot is as it was before", Patience);
        server.Signal("TERM");
        await server.Exited(Patience);
        discord.Complaints.ShouldBeEmpty();
        server.Errors.ShouldBeEmpty();

        var (meeting, tracks) = await RecordedTrack.Read(server.Database, guild.Id);
        meeting.Phase.ShouldBe(MeetingPhase.Completed);
        var truth = new CallTruth(discord, walls, meeting.CreatedAt);
        foreach (var person in people)
        {
            var track = tracks.Single(each => each.User == person.Id);
            track.Name.ShouldBe(person.Name);
            truth.Compare(track, spoken[person.Id], leftEarly: person == people[1], sent => sent > killedAt - UnsavedMax && sent < backAt + BackInGroupMax);
        }
        output.WriteLine(truth.Told);
        truth.Unexplained.ShouldBeEmpty("what arrived is kept, but for the stretch of the kill");
        truth.Misplaced(0.99).ShouldBeLessThanOrEqualTo(MisplacedMax, truth.Told);
        foreach (var (person, word) in people.Zip((string[])["budget", "thursday", "question"]))
            tracks.Single(each => each.User == person.Id).Text.ShouldContain(word, Case.Insensitive);
        tracks.Single(each => each.User == people[0].Id).GapReasons.ShouldContain("receiver_lost");
        await Playable.All(server.Blobs, count: 3);

        Task Settled(params int[] present) => discord.Voice.Settled(lounge, [.. present.Select(person => people[person].Id), discord.Bot.Id], Patience);

        async Task<VoicePeer> Join(int person)
        {
            var peer = await peers.Join(people[person], lounge);
            await peer.Connected(Patience);
            return peer;
        }

        Task Speak(VoicePeer peer, int person)
        {
            spoken[people[person].Id].Add(voices[person].Packets);
            return peer.PlayFile(voices[person].Path);
        }
    }

    private static async Task Said(SimulatedDiscord discord, SimulatedUser user, SimulatedChannel channel, string command, string begin) =>
        (await discord.Interact(user, channel, command).Said(content => content.Length > 0, Patience)).Content.ShouldStartWith(begin);
}
