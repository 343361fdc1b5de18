import type {
  StepResult,
  TestFacts,
  TestReason,
  TestStep,
  Verdict,
} from '../../base/connection-report.ts';
import type { ConnectionTotal } from '../../base/connection-total.ts';
import type { LogLevel } from '../../base/logger.ts';
import { messages, some } from '../messages.ts';

const steps: Record<TestStep, string> = {
  server: 'Server',
  ice: 'Addresses (ICE)',
  direct: 'Direct link',
  relay: 'Relay',
};

const verdicts: Record<Verdict, string> = {
  works: 'Works',
  slow: 'Works, but slowly',
  fails: 'Does not work',
  'not-offered': 'Not set up',
};

/** What was found and what to do about it, for a teacher or the people who look after a school's network. */
const advice: Record<TestReason, string> = {
  'device-offline':
    'This device has no network. Switch on Wi-Fi or plug in the cable, then test again. Until then you can go on working here.',
  'server-reached': 'The server that introduces people to each other answers.',
  'server-away':
    'The server that introduces people to each other does not answer. Who is connected stays connected; nobody new can join. If other websites work here, open the server’s own page below, where the browser says if its certificate has changed or ended, and tell whoever runs this site.',
  'server-other':
    'Something else answers in the server’s place, such as the sign-in page of this Wi-Fi or a filter. Open the server’s own page below, sign in if you are asked to, then test again.',
  'websocket-blocked':
    'The server answers, but your network blocks lasting connections to it (WebSocket). Ask the school’s IT to allow WebSocket connections to this site in the proxy or filter, or use another network.',
  'webrtc-missing':
    'This browser has WebRTC missing or switched off, often by an extension or a school’s policy. Use a current Chrome, Edge, Firefox or Safari, or ask IT to allow WebRTC.',
  'ice-found': 'This device learned under which addresses others can reach it.',
  'ice-none-offered':
    'This site names no STUN or TURN server. Computers in one network find each other without; for people at home, whoever runs the site can add them.',
  'ice-unanswered':
    'The server did not say which STUN and TURN servers there are. Computers in one network still find each other.',
  'ice-no-candidates':
    'The browser gives out no address at all, often because of an extension that hides it. Switch that off for this site.',
  'stun-silent':
    'The STUN server of this site does not answer: your network probably blocks UDP. People outside this network may not be reached directly. Ask IT to allow UDP to it.',
  'turn-silent':
    'The TURN server of this site gives no address: your network probably blocks it. People outside this network may not be reached. Ask IT to allow it.',
  'direct-works': 'This browser can link computers directly.',
  'direct-blocked':
    'Your network or this browser blocks direct connections between computers; Lectern goes through the relay, which is slower. Ask IT to allow WebRTC (UDP) between devices.',
  'direct-not-to-others':
    'Your network keeps its computers apart (“client isolation”); Lectern goes through the relay, which is slower. Ask IT to let devices in this network reach each other.',
  'relay-works':
    'Where no direct link comes about, Lectern goes through the server, which cannot read what passes.',
  'relay-off':
    'The relay is switched off on this server. Direct links need none; where a network keeps computers apart, whoever runs the site can switch it on.',
  'relay-quota':
    'What this server relays within an hour is used up. Direct links go on; try again later, or ask whoever runs the site for a larger allowance.',
  'relay-silent':
    'What was sent through the relay did not come back. Test again; if it stays so, tell whoever runs this site.',
  'relay-no-server': 'Without the server there is no relay.',
};

const totals: Record<ConnectionTotal, string> = {
  offline: 'This device is offline. What you do is kept here and reaches the others later.',
  'no-server':
    'The server cannot be reached: nobody new can join, and you cannot find others. What you do is kept here.',
  nobody:
    'Lectern finds others but cannot connect to them from here: neither directly nor through the relay.',
  'relay-only': 'Lectern works here, through the relay: more slowly than over direct links.',
  'direct-only':
    'Lectern works here by direct links. People who cannot be reached directly are not reached, as there is no relay.',
  slow: 'Lectern works here, but the network is slow.',
  works: 'All is well: Lectern works here.',
};

const slowly =
  'It takes long: the network is busy or weak. Videos and downloads on it slow it down.';

/** A sentence or two on a step: what it means, and what to do. */
function adviceOn({ reason, verdict }: StepResult): string {
  return verdict === 'slow' ? `${advice[reason]} ${slowly}` : advice[reason];
}

function ways({ host = 0, mdns = 0, reflexive = 0, relayed = 0 }: TestFacts): string {
  const own = `${some(host, 'address', 'addresses')} of its own`;
  const hidden = mdns > 0 ? ` (${mdns} hidden by mDNS)` : '';
  return `${own}${hidden}, ${reflexive} through STUN, ${relayed} through TURN`;
}

function inMs(ms: number): string {
  return ms < 1 ? 'under 1 ms' : `${Math.round(ms)} ms`;
}

/** What was measured in one step, in a short line; empty where there is nothing. */
function factsOf({ step, facts }: StepResult): string {
  const { ms, host, neighboursDirect, neighboursByServer = 0 } = facts;
  const parts: string[] = [];
  if (ms !== undefined)
    parts.push(`${inMs(ms)} ${step === 'direct' ? 'within this page' : 'there and back'}`);
  if (host !== undefined) parts.push(ways(facts));
  if (neighboursDirect !== undefined)
    parts.push(
      `links in this class: ${neighboursDirect} direct, ${neighboursByServer} through the server`,
    );
  return parts.join('; ');
}

const levels: Record<LogLevel, string> = {
  error: 'Errors only',
  warn: 'Errors and warnings',
  info: 'Normal',
  debug: 'Everything',
};

/** Every word of the dialog "Test connection", in English; it comes with the dialog. */
export const diagnosticsMessages = {
  title: messages.testConnection,
  results: 'Results',
  steps,
  verdicts,
  advice: adviceOn,
  totals,
  facts: factsOf,
  waiting: 'Waiting',
  testing: 'Testing…',
  serverPage: 'Open the server’s own page',
  /** The line that tells how far the test is. */
  progress: (last: StepResult | undefined, next: TestStep) =>
    `${last === undefined ? '' : `${steps[last.step]}: ${verdicts[last.verdict]}. `}Testing: ${steps[next]}…`,
  again: 'Test again',
  copy: 'Copy result',
  copied: 'Copied',
  copyFailed: 'Copying was not allowed: select the text and copy it by hand.',
  report: 'Result as text',
  log: {
    title: 'Debug log',
    what: 'For whoever looks for a fault: what Lectern noted since this page was opened. Codes and numbers only, no names, texts, addresses or keys. It is gone when the page is closed.',
    level: 'Detail',
    levels,
    save: 'Save debug log',
  },
};
