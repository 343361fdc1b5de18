import { isJsonObject } from '../base/json.ts';

/** What code may reach: any address, the package index alone, or nothing. */
export type PythonNetwork = 'on' | 'packages' | 'off';

/** What Python may do in a notebook; a class may say it for its members. */
export interface PythonRules {
  readonly network: PythonNetwork;
  /** How long a cell may run, in seconds; null: as long as it likes. */
  readonly seconds: number | null;
  /** How much memory code may take beyond what Python takes by itself, in megabytes (2^20 bytes). */
  readonly megabytes: number;
}

/** The rules where no class says others. */
export const DEFAULT_PYTHON_RULES: PythonRules = {
  network: 'packages',
  seconds: null,
  megabytes: 128,
};

/** Bounds of what a class may say: beyond them a lesson would be impossible, or a limit none. */
const SECONDS = [1, 3_600] as const;
const MEGABYTES = [16, 2_048] as const;

/** Reads rules as a class wrote them; what is missing or unreadable is as by default. */
export function readPythonRules(value: unknown): PythonRules {
  if (!isJsonObject(value)) return DEFAULT_PYTHON_RULES;
  const { network, seconds, megabytes } = value;
  return {
    network: network === 'on' || network === 'off' ? network : DEFAULT_PYTHON_RULES.network,
    seconds: isWithin(seconds, SECONDS) ? seconds : DEFAULT_PYTHON_RULES.seconds,
    megabytes: isWithin(megabytes, MEGABYTES) ? megabytes : DEFAULT_PYTHON_RULES.megabytes,
  };
}

export function samePythonRules(a: PythonRules, b: PythonRules): boolean {
  return a.network === b.network && a.seconds === b.seconds && a.megabytes === b.megabytes;
}

function isWithin(value: unknown, [least, most]: readonly [number, number]): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}
