/** The worker behind `worker-argon2.ts`: one request in, one answer out. */
import type { Argon2Request } from './argon2.ts';
import { hashWasmArgon2 } from './hash-wasm-argon2.ts';

addEventListener('message', (event: MessageEvent<Argon2Request>) => {
  hashWasmArgon2.derive(event.data).then(
    (derived) => postMessage(derived),
    (error: unknown) =>
      postMessage(String(error instanceof Error ? (error.cause ?? error) : error)),
  );
});
