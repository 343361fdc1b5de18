import { normalName } from './parse-lock.ts';

/** What somebody asks for: a package, and which versions of it will do. */
export interface Requirement {
  /** Normalised. */
  readonly name: string;
  /** As it was written: `>=2.1, <3`. */
  readonly versions: string;
  readonly clauses: readonly Clause[];
}

interface Clause {
  readonly operator: string;
  readonly version: string;
}

const NAME = /^\s*([a-z\d](?:[\w.-]*[a-z\d])?)\s*(?:\[[\w\s.,-]*\])?\s*(.*?)\s*$/is;
const CLAUSE = /^(===|==|!=|~=|<=|>=|<|>)\s*([\w.!+*-]+)$/;

/** Reads `name`, `name[extra]`, `name>=1.2,<2` (PEP 508 without markers and addresses); null where it is none. */
export function parseRequirement(text: string): Requirement | null {
  const [, name, versions = ''] = NAME.exec(text) ?? [];
  if (name === undefined) return null;
  const clauses: Clause[] = [];
  for (const part of versions === '' ? [] : versions.replace(/^\((.*)\)$/s, '$1').split(',')) {
    const [, operator, version] = CLAUSE.exec(part.trim()) ?? [];
    if (operator === undefined || version === undefined) return null;
    clauses.push({ operator, version });
  }
  return { name: normalName(name), versions, clauses };
}

/** Whether a version will do (PEP 440, for what indexes have: releases, and versions before a release below them). */
export function fits(version: string, { clauses }: Requirement): boolean {
  return clauses.every((clause) => fitsClause(version, clause));
}

function fitsClause(version: string, { operator, version: wanted }: Clause): boolean {
  if (operator === '===') return version === wanted;
  if (wanted.endsWith('.*')) {
    const begin = release(wanted.slice(0, -2));
    const same = begin.every((part, i) => part === (release(version)[i] ?? 0));
    return operator === '!=' ? !same : operator === '==' && same;
  }
  const order = compare(version, wanted);
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default: {
      // `~=2.1` is `>=2.1, ==2.*`
      const begin = release(wanted).slice(0, -1);
      return order >= 0 && begin.every((part, i) => part === (release(version)[i] ?? 0));
    }
  }
}

function compare(a: string, b: string): number {
  const [left, right] = [release(a), release(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(isEarly(b)) - Number(isEarly(a));
}

/** `[2, 1, 3]` of `v2.1.3rc1+local`. */
function release(version: string): number[] {
  const digits = /^v?(?:\d+!)?(\d+(?:\.\d+)*)/i.exec(version)?.[1] ?? '0';
  return digits.split('.').map(Number);
}

/** Whether it comes before its release: `2.0rc1`, `1.0.dev3`. */
function isEarly(version: string): boolean {
  return /\d[._-]?(?:a|b|c|rc|alpha|beta|pre|preview|dev)[._-]?\d*/i.test(
    version.split('+')[0] ?? '',
  );
}
