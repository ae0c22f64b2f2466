using System.Globalization;
using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Simulated.World;

// A Discord to try a bot against by hand: prints what the bot needs as environment, then takes one line for each thing that happens.
await using var discord = await SimulatedDiscord.Start(new SimulatedDiscordOptions { Port = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 0 });
var guild = discord.AddGuild("Simulated guild");
var (room, second, text) = (guild.AddVoiceChannel("General"), guild.AddVoiceChannel("Second"), guild.AddTextChannel("notes"));
await using var stage = new Stage(discord, guild, room, second, text);

Console.WriteLine($"""
    CHRONOTE_Discord__ApiUrl={discord.ApiUrl}
    CHRONOTE_Discord__Token={discord.Token}
    CHRONOTE_Discord__TrustedRootCertificate={discord.Authority.PemPath}
    CHRONOTE_Discord__GuildId={guild.Id}

    guild {guild.Id}, voice channels General {room.Id} and Second {second.Id}, text channel notes {text.Id}
    {Stage.Usage}
    """);
while (Console.ReadLine() is { } line && line.Trim() is not "quit")
{
    try
    {
        await stage.Do(line.Trim());
    }
    catch (Exception problem)
    {
        Console.WriteLine(problem.Message);
    }
}
