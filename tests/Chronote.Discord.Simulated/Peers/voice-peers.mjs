// Any number of unpatched @discordjs/voice clients in one process. The adapter, which a bot gets from discord.js, is the test: op 4 goes out as news,
// VOICE_STATE_UPDATE and VOICE_SERVER_UPDATE come back as questions. No codec is needed: Opus packets go in and come out as they are.
import { Readable } from 'node:stream';
import { createReadStream } from 'node:fs';
import { answer, load, tell } from './lines.mjs';

const voice = load('@discordjs/voice');
const clients = new Map();
const CODE_POLL_MS = 20;
const HEARD_BATCH_MS = 20;

// The library has no event for the privacy code, so it is looked at often.
setInterval(() => {
  for (const [user, client] of clients) {
    const code = client.connection.voicePrivacyCode ?? null;
    if (code !== client.code) tell('code', { user, code: (client.code = code) });
  }
}, CODE_POLL_MS);

setInterval(() => {
  for (const [user, client] of clients) {
    for (const [from, packets] of client.heard) tell('heard', { user, from, packets: packets.map((packet) => packet.toString('base64')) });
    client.heard.clear();
  }
}, HEARD_BATCH_MS);

function join({ user, guild, channel, log, dave }) {
  const client = { heard: new Map(), code: null };
  client.connection = voice.joinVoiceChannel({
    guildId: guild, channelId: channel, group: user, selfDeaf: false, selfMute: false, debug: Boolean(log), daveEncryption: dave,
    adapterCreator: (methods) => {
      client.methods = methods;
      return { sendPayload: ({ d }) => (tell('ask', { user, d }), true), destroy: () => {} };
    },
  });
  client.connection.on('stateChange', (before, now) => {
    tell('state', { user, status: now.status });
    // Most close codes make the library ask to join again, and are told nowhere else.
    if (now.networking && now.networking !== before.networking) now.networking.once('close', (code) => tell('closed', { user, code }));
  });
  client.connection.on('error', (error) => tell('error', { user, error: String(error) }));
  client.connection.on('debug', (line) => tell('debug', { user, line }));
  client.connection.receiver.ssrcMap.on('create', ({ userId, audioSSRC }) => tell('knows', { user, of: userId, ssrc: audioSSRC }));
  client.player = voice.createAudioPlayer();
  client.player.on('stateChange', (_, now) => tell('player', { user, status: now.status }));
  client.connection.subscribe(client.player);
  clients.set(user, client);
  tell('state', { user, status: client.connection.state.status });
}

function listen({ user, to }) {
  const client = clients.get(user);
  if (client.connection.receiver.subscriptions.has(to)) return;
  const stream = client.connection.receiver.subscribe(to, { end: { behavior: voice.EndBehaviorType.Manual } });
  stream.on('data', (packet) => {
    if (!client.heard.has(to)) client.heard.set(to, []);
    client.heard.get(to).push(packet);
  });
  // One packet it can't decrypt ends a stream for good; a recorder has to begin another.
  stream.on('error', (error) => tell('error', { user, error: String(error) }));
  stream.on('close', () => clients.get(user) === client && client.connection.state.status !== 'destroyed' && setImmediate(listen, { user, to }));
}

answer({
  join,
  announce: ({ user }) => void clients.get(user).connection.setSpeaking(true),
  listen,
  signal: ({ user, name, data }) => {
    const methods = clients.get(user)?.methods;
    if (name === 'VOICE_STATE_UPDATE') methods?.onVoiceStateUpdate(data);
    else methods?.onVoiceServerUpdate(data);
  },
  play: ({ user, packets }) => {
    const opus = packets.map((packet) => Buffer.from(packet, 'base64'));
    clients.get(user).player.play(voice.createAudioResource(Readable.from(opus), { inputType: voice.StreamType.Opus }));
  },
  playFile: ({ user, path }) => clients.get(user).player.play(voice.createAudioResource(createReadStream(path), { inputType: voice.StreamType.OggOpus })),
  stop: ({ user }) => clients.get(user).player.stop(true),
  leave: ({ user }) => {
    clients.get(user)?.connection.destroy();
    clients.delete(user);
  },
});
