import type { BrowserContext } from '@playwright/test';

export const YEAR_MS = 365 * 24 * 3600 * 1000;

/** Every page of `context` finds the computer's clock wrong by `offset` ms; time passes as ever. */
export async function setClockWrong(context: BrowserContext, offset: number): Promise<void> {
  await context.addInitScript((by) => {
    const Right = Date;
    globalThis.Date = new Proxy(Right, {
      construct: (_target, given, as) =>
        Reflect.construct(Right, given.length === 0 ? [Right.now() + by] : given, as) as object,
      get: (target, name, receiver) =>
        name === 'now' ? () => Right.now() + by : (Reflect.get(target, name, receiver) as unknown),
    });
  }, offset);
}
