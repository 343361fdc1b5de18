import type {
  StepResult,
  TestFacts,
  TestReason,
  TestStep,
  Verdict,
} from '../../base/connection-report.ts';
import type { ConnectionTotal } from '../../base/connection-total.ts';
import type { LogLevel } from '../../base/logger.ts';
import { number } from '../../words/format.ts';
import { list } from '../../words/list-words.ts';
import { plural } from '../../words/plural.ts';
import { sentences } from '../../words/sentences.ts';
import { msg, str } from '../../words/words.ts';
import { messages } from '../messages.ts';

const steps: Record<TestStep, string> = {
  server: msg('Server'),
  ice: msg('Addresses (ICE)'),
  direct: msg('Direct link'),
  relay: msg('Relay'),
};

const verdicts: Record<Verdict, string> = {
  works: msg('Works'),
  slow: msg('Works, but slowly'),
  fails: msg('Does not work'),
  'not-offered': msg('Not set up'),
};

/** What was found and what to do about it, for a teacher or the people who look after a school's network. */
const advice: Record<TestReason, string> = {
  'device-offline': msg(
    'This device has no network. Switch on Wi-Fi or plug in the cable, then test again. Until then you can go on working here.',
  ),
  'server-reached': msg('The server that introduces people to each other answers.'),
  'server-away': msg(
    'The server that introduces people to each other does not answer. Who is connected stays connected; nobody new can join. If other websites work here, open the server’s own page below, where the browser says if its certificate has changed or ended, and tell whoever runs this site.',
  ),
  'server-other': msg(
    'Something else answers in the server’s place, such as the sign-in page of this Wi-Fi or a filter. Open the server’s own page below, sign in if you are asked to, then test again.',
  ),
  'websocket-blocked': msg(
    'The server answers, but your network blocks lasting connections to it (WebSocket). Ask the school’s IT to allow WebSocket connections to this site in the proxy or filter, or use another network.',
  ),
  'webrtc-missing': msg(
    'This browser has WebRTC missing or switched off, often by an extension or a school’s policy. Use a current Chrome, Edge, Firefox or Safari, or ask IT to allow WebRTC.',
  ),
  'ice-found': msg('This device learned under which addresses others can reach it.'),
  'ice-none-offered': msg(
    'This site names no STUN or TURN server. Computers in one network find each other without; for people at home, whoever runs the site can add them.',
  ),
  'ice-unanswered': msg(
    'The server did not say which STUN and TURN servers there are. Computers in one network still find each other.',
  ),
  'ice-no-candidates': msg(
    'The browser gives out no address at all, often because of an extension that hides it. Switch that off for this site.',
  ),
  'stun-silent': msg(
    'The STUN server of this site does not answer: your network probably blocks UDP. People outside this network may not be reached directly. Ask IT to allow UDP to it.',
  ),
  'turn-silent': msg(
    'The TURN server of this site gives no address: your network probably blocks it. People outside this network may not be reached. Ask IT to allow it.',
  ),
  'direct-works': msg('This browser can link computers directly.'),
  'direct-blocked': msg(
    'Your network or this browser blocks direct connections between computers; Lectern goes through the relay, which is slower. Ask IT to allow WebRTC (UDP) between devices.',
  ),
  'direct-not-to-others': msg(
    'Your network keeps its computers apart (“client isolation”); Lectern goes through the relay, which is slower. Ask IT to let devices in this network reach each other.',
  ),
  'relay-works': msg(
    'Where no direct link comes about, Lectern goes through the server, which cannot read what passes.',
  ),
  'relay-off': msg(
    'The relay is switched off on this server. Direct links need none; where a network keeps computers apart, whoever runs the site can switch it on.',
  ),
  'relay-quota': msg(
    'What this server relays within an hour is used up. Direct links go on; try again later, or ask whoever runs the site for a larger allowance.',
  ),
  'relay-silent': msg(
    'What was sent through the relay did not come back. Test again; if it stays so, tell whoever runs this site.',
  ),
  'relay-no-server': msg('Without the server there is no relay.'),
};

const totals: Record<ConnectionTotal, string> = {
  offline: msg('This device is offline. What you do is kept here and reaches the others later.'),
  'no-server': msg(
    'The server cannot be reached: nobody new can join, and you cannot find others. What you do is kept here.',
  ),
  nobody: msg(
    'Lectern finds others but cannot connect to them from here: neither directly nor through the relay.',
  ),
  'relay-only': msg('Lectern works here, through the relay: more slowly than over direct links.'),
  'direct-only': msg(
    'Lectern works here by direct links. People who cannot be reached directly are not reached, as there is no relay.',
  ),
  slow: msg('Lectern works here, but the network is slow.'),
  works: msg('All is well: Lectern works here.'),
};

const slowly = msg(
  'It takes long: the network is busy or weak. Videos and downloads on it slow it down.',
);

/** A sentence or two on a step: what it means, and what to do. */
function adviceOn({ reason, verdict }: StepResult): string {
  return verdict === 'slow' ? sentences(advice[reason], slowly) : advice[reason];
}

/** The addresses under which this device can be reached, by kind. */
function ways({ host = 0, mdns = 0, reflexive = 0, relayed = 0 }: TestFacts): string {
  const own =
    mdns > 0
      ? plural(host, {
          one: msg(str`${number(host)} address of its own (${number(mdns)} hidden by mDNS)`),
          other: msg(str`${number(host)} addresses of its own (${number(mdns)} hidden by mDNS)`),
        })
      : plural(host, {
          one: msg(str`${number(host)} address of its own`),
          other: msg(str`${number(host)} addresses of its own`),
        });
  return list([
    own,
    msg(str`${number(reflexive)} through STUN`),
    msg(str`${number(relayed)} through TURN`),
  ]);
}

function inMs(ms: number): string {
  const shown = number(Math.max(1, Math.round(ms)), { style: 'unit', unit: 'millisecond' });
  return ms < 1 ? msg(str`under ${shown}`) : shown;
}

/** What was measured in one step, in a short line; empty where there is nothing. */
function factsOf({ step, facts }: StepResult): string {
  const { ms, host, neighboursDirect, neighboursByServer = 0 } = facts;
  const parts: string[] = [];
  if (ms !== undefined)
    parts.push(
      step === 'direct'
        ? msg(str`${inMs(ms)} within this page`)
        : msg(str`${inMs(ms)} there and back`),
    );
  if (host !== undefined) parts.push(ways(facts));
  if (neighboursDirect !== undefined)
    parts.push(
      msg(
        str`links in this class: ${number(neighboursDirect)} direct, ${number(neighboursByServer)} through the server`,
      ),
    );
  return parts.join('; ');
}

const levels: Record<LogLevel, string> = {
  error: msg('Errors only'),
  warn: msg('Errors and warnings'),
  info: msg('Normal'),
  debug: msg('Everything'),
};

/** Every word of the dialog "Test connection"; it comes with the dialog. */
export const diagnosticsMessages = {
  title: messages.testConnection,
  results: msg('Results'),
  steps,
  verdicts,
  advice: adviceOn,
  totals,
  facts: factsOf,
  waiting: msg('Waiting'),
  testing: msg('Testing…'),
  serverPage: msg('Open the server’s own page'),
  /** The line that tells how far the test is. */
  progress: (last: StepResult | undefined, next: TestStep) =>
    sentences(
      last === undefined ? '' : `${steps[last.step]}: ${verdicts[last.verdict]}.`,
      msg(str`Testing: ${steps[next]}…`),
    ),
  again: msg('Test again'),
  copy: msg('Copy result'),
  copied: msg('Copied'),
  copyFailed: msg('Copying was not allowed: select the text and copy it by hand.'),
  report: msg('Result as text'),
  log: {
    title: msg('Debug log'),
    what: msg(
      'For whoever looks for a fault: what Lectern noted since this page was opened. Codes and numbers only, no names, texts, addresses or keys. It is gone when the page is closed.',
    ),
    level: msg('Detail'),
    levels,
    save: msg('Save debug log'),
  },
};
