import { Emitter } from '../../src/base/emitter.ts';
import { ObservableValue } from '../../src/base/observable.ts';
import type { Environment } from '../../src/classroom/environment.ts';
import type { Link } from '../../src/transport/link.ts';
import type { Signer } from '../../src/crypto/signer.ts';
import { loneEnvironment } from './lone-environment.ts';
import { linkPair } from './memory-link.ts';
import type { MemoryLink } from './memory-link.ts';

interface Guest {
  readonly identity: Signer;
  readonly joined: Emitter<Link>;
}

/** Devices that meet as soon as they open the class: each is linked to whoever came first and is still there. */
export class SharedRoom {
  readonly #guests: Guest[] = [];

  /** A device with storage of its own, in this room. */
  environment(change: Partial<Environment> = {}): Environment {
    const lone = loneEnvironment(change);
    return {
      ...lone,
      connect: (options) => {
        const alone = lone.connect(options);
        const guest: Guest = { identity: options.identity, joined: new Emitter() };
        const links = new ObservableValue<readonly Link[]>([]);
        setImmediate(() => this.#enter(guest));
        guest.joined.on((link) => {
          links.set([...links.value, link]);
          link.onEnd(() => links.set(links.value.filter((each) => each !== link)));
        });
        return {
          signaling: alone.signaling,
          network: {
            ...alone.network,
            links,
            onLink: (listener: (link: Link) => void) => guest.joined.on(listener),
          },
          close: () => {
            const at = this.#guests.indexOf(guest);
            if (at >= 0) this.#guests.splice(at, 1);
            for (const link of links.value) link.close();
          },
        };
      },
    };
  }

  #enter(guest: Guest): void {
    const [first] = this.#guests;
    this.#guests.push(guest);
    if (first === undefined) return;
    const [up, down] = linkPair(guest.identity, first.identity);
    for (const end of [up, down]) deliverSoon(end);
    guest.joined.emit(up);
    first.joined.emit(down);
  }
}

/** Messages arrive by themselves, in their order. */
function deliverSoon(end: MemoryLink): void {
  const send = end.send.bind(end);
  end.send = (message) => {
    send(message);
    setImmediate(() => {
      if (end.outgoing.length > 0) end.deliver();
    });
  };
}

/** Waits until `done`, looking every 10 ms. */
export async function until(
  done: () => boolean | Promise<boolean>,
  what = String(done),
): Promise<void> {
  for (let i = 0; !(await done()); i++) {
    if (i > 1_000) throw new Error(`not within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
