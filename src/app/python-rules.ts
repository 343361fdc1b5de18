import type { ClassSession } from '../classroom/class-session.ts';
import type { PythonRules } from '../notebook/python-rules.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';

/** Python of the page, as far as a class rules it. */
interface RuledKernels {
  setPythonRules(rules: PythonRules | null): void;
}

/** Lets Python do what the class says, until the returned function is called. */
export function followPythonRules(
  { state }: ClassSession,
  kernels: () => Promise<RuledKernels>,
): Unsubscribe {
  let over = false;
  const set = (): void =>
    void kernels().then(
      (ruled) => ruled.setPythonRules(over ? null : state.value.python),
      () => undefined, // whoever loads Python tells that it cannot be loaded
    );
  const end = state.subscribe(set);
  set();
  return () => {
    over = true;
    end();
    set();
  };
}
