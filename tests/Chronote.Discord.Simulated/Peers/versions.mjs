// The smallest script: says which peers are installed.
import { answer, load } from './lines.mjs';

answer({
  versions: () => ({
    node: process.versions.node,
    davey: load('@snazzah/davey/package.json').version,
    dave: load('@snazzah/davey').DAVE_PROTOCOL_VERSION,
    voice: load('@discordjs/voice').version,
    discord: load('discord.js').version,
  }),
});
