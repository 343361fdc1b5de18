import { WebSocket } from 'ws';
import { systemClock } from '../../src/base/clock.ts';
import { RefusalCounter, silentLogger } from '../../src/base/logger.ts';
import { ObservableValue } from '../../src/base/observable.ts';
import { secureRandom } from '../../src/base/random.ts';
import type { ClassSession } from '../../src/classroom/class-session.ts';
import type { ConnectOptions, Environment } from '../../src/classroom/environment.ts';
import { findInvitation } from '../../src/classroom/find-invitation.ts';
import { createJoinedClass, createOwnClass } from '../../src/classroom/new-class-record.ts';
import { openClass } from '../../src/classroom/open-class.ts';
import { sha256 } from '../../src/crypto/sha256.ts';
import { WebCryptoVerifier } from '../../src/crypto/web-crypto-verifier.ts';
import type { NotebookApp } from '../../src/notebook/notebook-app.ts';
import { joinNetwork } from '../../src/transport/join-network.ts';
import type { CreatePeerConnection } from '../../src/transport/peer-connection.ts';
import { WebSocketSignaling } from '../../src/transport/websocket-signaling.ts';
import { loneEnvironment } from './lone-environment.ts';
import { MemoryNotebookApp } from './memory-notebook-app.ts';
import { createNodePeerConnection } from './node-rtc.ts';

export interface NodeClassroomOptions {
  /** WebSocket address. */
  readonly signalingUrl: string;
  readonly createPeerConnection?: CreatePeerConnection;
}

/**
 * A person's whole classroom in Node, over the real signalling server and real WebRTC: all of the product up to its
 * screens. Storage and the notebook are memory. Release with `session.leave`.
 */
export class NodeClassroom {
  readonly session: ClassSession;
  readonly notebook: MemoryNotebookApp;
  readonly env: Environment;

  private constructor(session: ClassSession, notebook: MemoryNotebookApp, env: Environment) {
    this.session = session;
    this.notebook = notebook;
    this.env = env;
  }

  /** Starts a class of one's own. */
  static async teach(
    className: string,
    name: string,
    options: NodeClassroomOptions,
  ): Promise<NodeClassroom> {
    const { env, notebook } = environmentOf(options);
    const record = await createOwnClass(env, className, name);
    return new NodeClassroom(await openClass(env, record, false, () => undefined), notebook, env);
  }

  /** Joins the class behind a link; resolves before anybody was met. */
  static async join(
    link: string,
    name: string,
    options: NodeClassroomOptions,
  ): Promise<NodeClassroom> {
    const { env, notebook } = environmentOf(options);
    const record = await createJoinedClass(env, await findInvitation(env, link), name);
    return new NodeClassroom(await openClass(env, record, false, () => undefined), notebook, env);
  }
}

function environmentOf({ signalingUrl, createPeerConnection }: NodeClassroomOptions): {
  readonly env: Environment;
  readonly notebook: MemoryNotebookApp;
} {
  const notebook = new MemoryNotebookApp();
  const world = { clock: systemClock, random: secureRandom, logger: silentLogger };
  const refusals = new RefusalCounter(silentLogger);
  const dial = (url: string): WebSocketSignaling =>
    new WebSocketSignaling({
      ...world,
      url,
      openSocket: (address) => new WebSocket(address),
      refusals,
    });
  const connect = ({ signalingUrl: url, ...who }: ConnectOptions) => {
    const signaling = dial(url);
    const network = joinNetwork({
      ...who,
      ...world,
      signaling,
      verifier: new WebCryptoVerifier(),
      digest: sha256,
      joinedAt: systemClock.now(),
      createPeerConnection: createPeerConnection ?? createNodePeerConnection,
      refusals,
    });
    const close = (): void => {
      network.close();
      signaling.close();
    };
    return { signaling, network, close };
  };
  const env = loneEnvironment({
    signalingUrl,
    notebook: new ObservableValue<NotebookApp | null>(notebook),
    connect,
    dial,
  });
  return { env, notebook };
}
