using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Simulated;

/// <summary>The people of the runnable simulator, and the lines that make them act. They speak with @discordjs/voice on Node.js.</summary>
internal sealed class Stage(SimulatedDiscord discord, SimulatedGuild guild, SimulatedChannel room, SimulatedChannel second, SimulatedChannel text) : IAsyncDisposable
{
    public const string Usage = """
        join NAME | leave NAME | say NAME FILE.ogg (Opus, 20 ms packets) | /record start title=Weekly planning (a command, options as NAME=VALUE; by the guild's owner)
        press CUSTOM_ID | move NAME (to Second, NAME 'bot' is the bot) | kick NAME | drop NAME | server (moves) | gateway (drops) | lose NAME PERCENT | downgrade | upgrade
        who | messages | complaints | quit
        """;

    private readonly Dictionary<string, SimulatedUser> people = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, VoicePeer> clients = new(StringComparer.OrdinalIgnoreCase);
    private VoicePeers? peers;

    public async Task Do(string line)
    {
        if (line.StartsWith('/'))
        {
            await Command(line[1..]);
            return;
        }
        var words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["join", var name]:
                peers ??= await VoicePeers.Start(discord);
                clients[name] = await peers.Join(Person(name), room);
                await clients[name].Connected();
                break;
            case ["leave", var name] when clients.Remove(name, out var leaving): await leaving.Leave(); break;
            case ["say", var name, var file]: await clients[name].PlayFile(file); break;
            case ["press", var customId]: await Press(customId); break;
            case ["move", var name]: discord.Voice.Put(guild, Person(name).Id, second); break;
            case ["kick", var name]: discord.Voice.Kick(guild, Person(name).Id); break;
            case ["drop", var name]: discord.Voice.Drop(Person(name).Id); break;
            case ["lose", var name, var percent]: discord.Voice.Path(Person(name).Id).LossShare = double.Parse(percent) / 100; break;
            case ["server"]: await discord.Voice.MoveServer(guild); break;
            case ["gateway"]: discord.Gateway.Drop(); break;
            case ["downgrade"]: discord.Voice.Downgrade(room); break;
            case ["upgrade"]: discord.Voice.Upgrade(room); break;
            case ["who"]: Who(); break;
            case ["messages"]: Print(text.Messages); break;
            case ["complaints"]: Console.WriteLine(string.Join('\n', discord.Complaints)); break;
            default: Console.WriteLine(Usage); break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (peers is not null) await peers.DisposeAsync();
    }

    private SimulatedUser Person(string name) =>
        name.Equals("bot", StringComparison.OrdinalIgnoreCase) ? discord.Bot : people.TryGetValue(name, out var known) ? known : people[name] = guild.AddMember(name);

    // An option's value goes on until the next NAME=.
    private async Task Command(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var options = new List<(string Name, object Value)>();
        foreach (var word in words.SkipWhile(word => !word.Contains('=')))
        {
            if (word.Split('=', 2) is [var name, var value]) options.Add((name, value));
            else options[^1] = (options[^1].Name, $"{options[^1].Value} {word}");
        }
        // Commands look at where their user is.
        if (guild.VoiceStateOf(guild.Owner.Id) is null) discord.Voice.Put(guild, guild.Owner.Id, room);
        var interaction = discord.Interact(guild.Owner, text, string.Join(' ', words.TakeWhile(word => !word.Contains('='))), [.. options]);
        Print([await interaction.Said()]);
    }

    private async Task Press(string customId)
    {
        var interaction = discord.Press(guild.Owner, text.Messages[^1], customId);
        await interaction.Answered();
        if (interaction.Message is { } message) Print([message]);
    }

    private void Who()
    {
        foreach (var state in guild.VoiceStates)
        {
            var client = clients.Values.FirstOrDefault(client => client.User.Id == state.User);
            var how = discord.Voice.IsConnected(state.User) ? "connected" : "not connected";
            Console.WriteLine($"{guild.Member(state.User)!.User.Name} in {discord.Channel(state.Channel ?? 0)?.Name}: {how} {client?.PrivacyCode}");
        }
    }

    private static void Print(IEnumerable<SimulatedMessage> messages)
    {
        foreach (var message in messages)
        {
            var files = string.Join(' ', message.Files.Select(file => $"[{file.Name}, {file.Body.Length} bytes]"));
            Console.WriteLine($"> {message.Content.ReplaceLineEndings("\n> ")} {files} {message.Components.ToJsonString()}");
        }
    }
}
