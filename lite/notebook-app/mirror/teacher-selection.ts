import { StateEffect, StateField, type Extension } from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';
import type { NotebookPlace } from '../../../src/notebook/notebook-app.ts';

type Selection = NotebookPlace['selection'];

class Caret extends WidgetType {
  override eq(): boolean {
    return true;
  }

  override toDOM(): HTMLElement {
    const caret = document.createElement('span');
    caret.className = 'lectern-Mirror-caret';
    caret.ariaHidden = 'true';
    return caret;
  }
}

const caret = Decoration.widget({ widget: new Caret(), side: 1 });
const range = Decoration.mark({ class: 'lectern-Mirror-selection' });

function draw(selection: Selection, length: number): DecorationSet {
  if (selection === null) return Decoration.none;
  // It comes by another way than the text, and so may be ahead of it.
  const anchor = Math.min(selection.anchor, length);
  const head = Math.min(selection.head, length);
  const drawn = [caret.range(head)];
  if (anchor !== head) drawn.push(range.range(Math.min(anchor, head), Math.max(anchor, head)));
  return Decoration.set(drawn, true);
}

/** Tells an editor what the teacher has selected in it; null for nothing. */
export const setTeacherSelection = StateEffect.define<Selection>();

/** Draws what the teacher has selected; it moves with the text until there is news. */
export const teacherSelection: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(drawn, { changes, effects, newDoc }) {
    let next = drawn.map(changes);
    for (const effect of effects)
      if (effect.is(setTeacherSelection)) next = draw(effect.value, newDoc.length);
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});
