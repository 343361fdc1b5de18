/** What decides whether the browser is asked to keep what is stored. */
export interface KeepingFacts {
  /** It does already. */
  readonly kept: boolean;
  /** There is work here that could be lost. */
  readonly hasWork: boolean;
  /** It was asked before. */
  readonly asked: boolean;
  /** This browser passes the question on to the person. */
  readonly asksPerson: boolean;
}

/**
 * Whether the page asks by itself now: a person once, when there is something to keep; a browser that decides by itself
 * at every start, as it may say yes later.
 */
export function mayAskToKeep({ kept, hasWork, asked, asksPerson }: KeepingFacts): boolean {
  return !kept && hasWork && !(asksPerson && asked);
}
