// An unpatched discord.js bot: logs in at the simulated Discord, answers commands, joins voice with @discordjs/voice through its own gateway.
import { Readable } from 'node:stream';
import { answer, load, tell } from './lines.mjs';

const { Client, GatewayIntentBits, Events, MessageFlags } = load('discord.js');
const voice = load('@discordjs/voice');
let client;
let connection;

function login({ api, token }) {
  client = new Client({ intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates], rest: { api } });
  client.on(Events.ClientReady, () => tell('ready', { name: client.user.username, guilds: client.guilds.cache.map((guild) => guild.name) }));
  client.on(Events.GuildCreate, (guild) => tell('guild', { name: guild.name }));
  client.on(Events.ShardResume, (_, replayed) => tell('resumed', { replayed }));
  client.on(Events.ShardReconnecting, () => tell('reconnecting'));
  client.on(Events.ShardDisconnect, ({ code }) => tell('disconnected', { code }));
  client.on(Events.Error, (error) => tell('error', { error: String(error) }));
  client.on(Events.VoiceStateUpdate, (before, after) =>
    tell('moved', { user: after.id, name: after.member?.displayName, from: before.channelId, to: after.channelId }));
  client.on(Events.InteractionCreate, async (interaction) => {
    if (interaction.isButton()) {
      await interaction.update({ content: `pressed ${interaction.customId}`, components: [] });
      return;
    }
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const title = interaction.options.getString('title');
    await interaction.editReply({ content: `${interaction.commandName} ${interaction.options.getSubcommand()} ${title} by ${interaction.member.displayName}` });
    tell('answered');
  });
  return client.login(token).then(() => ({}));
}

answer({
  login,
  register: async ({ guild }) => {
    const options = [{ name: 'title', description: 'What it is about', type: 3 }];
    const commands = [{ name: 'record', description: 'Records', options: [{ name: 'start', description: 'Begins', type: 1, options }] }];
    return { count: (await client.application.commands.set(commands, guild)).size };
  },
  post: async ({ channel, content, file, button }) => {
    const components = button ? [{ type: 1, components: [{ type: 2, style: 4, label: button, custom_id: button }] }] : [];
    const files = file ? [{ attachment: Buffer.from(file), name: 'notes.txt' }] : [];
    const message = await (await client.channels.fetch(channel)).send({ content, files, components });
    return { message: message.id };
  },
  edit: async ({ channel, message, content }) => {
    await (await client.channels.fetch(channel)).messages.edit(message, { content });
  },
  nickname: async ({ guild, nickname }) => {
    await (await client.guilds.fetch(guild)).members.me.setNickname(nickname);
  },
  permissions: async ({ channel }) => {
    const found = await client.channels.fetch(channel);
    return { permissions: String(found.permissionsFor(client.user).bitfield) };
  },
  join: async ({ guild, channel }) => {
    connection = voice.joinVoiceChannel({ guildId: guild, channelId: channel, adapterCreator: client.guilds.cache.get(guild).voiceAdapterCreator, selfDeaf: false });
    connection.on('stateChange', (_, now) => tell('voice', { status: now.status }));
  },
  play: ({ packets }) => {
    const player = voice.createAudioPlayer();
    connection.subscribe(player);
    const opus = packets.map((packet) => Buffer.from(packet, 'base64'));
    player.play(voice.createAudioResource(Readable.from(opus), { inputType: voice.StreamType.Opus }));
  },
  announce: () => void connection.setSpeaking(true),
  code: () => ({ code: connection.voicePrivacyCode ?? null }),
  leave: () => connection.destroy(),
});
