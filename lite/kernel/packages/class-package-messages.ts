/** What a person reads about packages from people in the class. English. */

/** "Getting numpy from the class · 40 %"; `total` null where nobody knows it. */
export function fromClassText(name: string, received: number, total: number | null): string {
  return total === null || total === 0 || total < received
    ? `Getting ${name} from the class…`
    : `Getting ${name} from the class · ${Math.floor((100 * received) / total)} %`;
}

/** The internet is away, and nobody who teaches has a list by which a package could be checked. */
export function unvouchedText(name: string): string {
  return `${name} is not on this computer yet, and it cannot come from the class: no teacher’s computer has said which packages there are, so nothing could be checked. Connect once, or ask your teacher to import ${name}.`;
}
