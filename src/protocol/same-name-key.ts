/** A name as it is compared with another: what looks the same to a hurried eye is the same. */
export function sameNameKey(name: string): string {
  return name.normalize('NFKC').toLocaleLowerCase('en').replaceAll(/\s+/gu, ' ').trim();
}
