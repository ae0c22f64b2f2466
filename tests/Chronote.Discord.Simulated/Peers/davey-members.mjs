// Members of a call on davey's engine alone, without sockets: each question names one, bytes are base64.
import { answer, load } from './lines.mjs';

const { DAVESession, MediaType } = load('@snazzah/davey');
const members = new Map();

const bytes = (text) => Buffer.from(text, 'base64');
const text = (buffer) => buffer.toString('base64');
const of = (user) => members.get(user);

answer({
  join: ({ user, channel }) => {
    members.set(user, { session: new DAVESession(1, user, channel), channel });
    return {};
  },
  leave: ({ user }) => {
    members.delete(user);
    return {};
  },
  externalSender: ({ user, payload }) => {
    of(user).session.setExternalSender(bytes(payload));
    return {};
  },
  // What clients do after op 24 with epoch 1 and after op 31.
  beginAgain: ({ user }) => {
    const { session, channel } = of(user);
    session.reinit(1, user, channel);
    return { keyPackage: text(session.getSerializedKeyPackage()) };
  },
  proposals: ({ user, payload, connected }) => {
    const body = bytes(payload);
    const { commit, welcome } = of(user).session.processProposals(body[0], body.subarray(1), [...connected, user]);
    return { body: commit ? text(Buffer.concat([commit, welcome ?? Buffer.alloc(0)])) : null };
  },
  commit: ({ user, commit }) => {
    of(user).session.processCommit(bytes(commit));
    return {};
  },
  welcome: ({ user, welcome }) => {
    of(user).session.processWelcome(bytes(welcome));
    return {};
  },
  authenticator: ({ user }) => {
    const { session } = of(user);
    return { text: `${session.getEpochAuthenticator().toString('hex')} ${session.voicePrivacyCode}` };
  },
  encrypt: ({ user, opus }) => ({ frame: text(of(user).session.encryptOpus(bytes(opus))) }),
  decrypt: ({ user, sender, frame }) => {
    try {
      return { opus: text(of(user).session.decrypt(sender, MediaType.AUDIO, bytes(frame))) };
    } catch {
      return { opus: null };
    }
  },
});
