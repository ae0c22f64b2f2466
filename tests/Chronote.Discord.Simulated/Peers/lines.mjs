// Speaks JSON lines with the test that started this script, and loads the installed peers. The other side is NodeProcess.cs.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import path from 'node:path';

const installed = createRequire(path.join(process.env.CHRONOTE_PEERS, 'package.json'));

/** A package of package.json, such as load('@snazzah/davey'). */
export const load = (name) => installed(name);

export const tell = (told, more = {}) => process.stdout.write(JSON.stringify({ told, ...more }) + '\n');

/** answers: functions by question; what they return, or resolve to, is the answer. The script ends with its input. */
export function answer(answers) {
  const input = createInterface({ input: process.stdin, crlfDelay: Infinity });
  input.on('line', async (line) => {
    const { id, ask, ...args } = JSON.parse(line);
    try {
      if (!Object.hasOwn(answers, ask)) throw new Error(`no answer to '${ask}'`);
      const result = await answers[ask](args);
      if (id !== undefined) process.stdout.write(JSON.stringify({ ...result, id }) + '\n');
    } catch (error) {
      if (id === undefined) console.error(error);
      else process.stdout.write(JSON.stringify({ id, error: String(error?.stack ?? error) }) + '\n');
    }
  });
  input.on('close', () => process.exit(0));
}
