/** What browsers that know it say of the connection. */
interface Connection {
  readonly saveData?: boolean;
  readonly type?: string;
}

/** Whether the person, or the kind of the connection, says that each byte costs. */
export function isMetered(browser: Navigator & { readonly connection?: Connection }): boolean {
  const { connection } = browser;
  return connection?.saveData === true || connection?.type === 'cellular';
}
