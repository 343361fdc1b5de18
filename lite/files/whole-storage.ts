/** Whether all that is stored can be read; what cannot (its encryption was damaged) is in no list. */
export async function isWhole(storage: {
  iterate(visit: () => void): Promise<unknown>;
  length(): Promise<number>;
}): Promise<boolean> {
  let readable = 0;
  await storage.iterate(() => {
    readable++;
  });
  return readable === (await storage.length());
}
