import { Transaction, type ChangeSet, type Extension } from '@codemirror/state';
import { EditorView, keymap, type Command } from '@codemirror/view';

/** Letters typed within this many ms are one step. */
const ONE_STEP_MS = 500;
/** Steps kept: more than anybody takes back. */
const MAX_STEPS = 200;

/** Undo and redo of one small editor, by the usual keys. A fresh one for each editor. */
export function editorUndo(): Extension {
  const undone: ChangeSet[] = [];
  const done: ChangeSet[] = [];
  let lastTyped = 0;
  let moving = false;
  const move =
    (from: ChangeSet[], to: ChangeSet[]): Command =>
    (view) => {
      const changes = from.pop();
      if (changes === undefined) return false;
      to.push(changes.invert(view.state.doc));
      lastTyped = 0;
      moving = true;
      view.dispatch({ changes, scrollIntoView: true });
      moving = false;
      return true;
    };
  const undo = move(done, undone);
  const redo = move(undone, done);
  return [
    EditorView.updateListener.of(({ docChanged, changes, startState, transactions }) => {
      if (!docChanged || moving) return;
      const typed = transactions.some((each) => each.isUserEvent('input.type'));
      const at = transactions[0]?.annotation(Transaction.time) ?? 0;
      const inverse = changes.invert(startState.doc);
      const goesOn = typed && at - lastTyped < ONE_STEP_MS ? done.pop() : undefined;
      done.push(goesOn === undefined ? inverse : inverse.compose(goesOn));
      if (done.length > MAX_STEPS) done.shift();
      undone.length = 0;
      lastTyped = typed ? at : 0;
    }),
    keymap.of([
      { key: 'Mod-z', run: undo, preventDefault: true },
      { key: 'Mod-y', mac: 'Mod-Shift-z', run: redo, preventDefault: true },
      { key: 'Ctrl-Shift-z', run: redo, preventDefault: true },
    ]),
  ];
}
