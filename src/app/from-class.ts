import type { Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { ClassSummary, HomeState } from '../classroom/home.ts';
import { notebookClasses } from '../classroom/notebook-classes.ts';
import type { NotebookApp } from '../notebook/notebook-app.ts';

/**
 * Follows the notebook in front and tells the class of "Your classes" that its cells are from, at once and at each
 * change; null for none. Returns what ends it.
 */
export function followClassOf(
  notebook: Observable<NotebookApp | null>,
  home: Observable<HomeState>,
  tell: (found: ClassSummary | null) => void,
): Unsubscribe {
  let endApp: Unsubscribe = () => undefined;
  const look = (): void => {
    const app = notebook.value;
    const path = app?.current.value ?? null;
    const ids = app === null || path === null ? null : notebookClasses(app, path);
    tell(home.value.classes?.find(({ id }) => ids?.has(id) === true) ?? null);
  };
  const attach = (): void => {
    endApp();
    const ends = notebook.value
      ? [notebook.value.current.subscribe(look), notebook.value.onCellsChanged(look)]
      : [];
    endApp = () => {
      for (const end of ends) end();
    };
    look();
  };
  const ends = [notebook.subscribe(attach), home.subscribe(look)];
  attach();
  return () => {
    for (const end of ends) end();
    endApp();
  };
}
