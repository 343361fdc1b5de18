import { Compartment, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { jupyterTheme, type IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { textChange } from '../../../src/base/text-change.ts';
import type { MirrorCell, NotebookPlace } from '../../../src/notebook/notebook-app.ts';
import { mirrorWords } from './mirror-words.ts';
import type { Extent } from './teacher-scroll.ts';
import { setTeacherSelection, teacherSelection } from './teacher-selection.ts';

/** Colouring stops here, in UTF-16 units: longer sources are shown plain, so that drawing stays fast. */
const maxColoured = 100_000;

const languageOf: Record<MirrorCell['cellType'], string | null> = {
  code: 'ipython',
  markdown: 'ipythongfm',
  raw: null,
};

/** A cell's source to look at: it can be selected and copied, and is changed from outside only. */
export class MirrorSource {
  readonly #view: EditorView;
  #selection: NotebookPlace['selection'] = null;
  #destroyed = false;

  constructor(
    parent: HTMLElement,
    { cellType, source }: MirrorCell,
    languages: IEditorLanguageRegistry,
  ) {
    const language = new Compartment();
    this.#view = new EditorView({
      parent,
      state: EditorState.create({
        doc: source,
        extensions: [
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          // Offsets count each line break once, as they do in the cell.
          EditorState.lineSeparator.of('\n'),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            'aria-label': mirrorWords.source,
            'aria-readonly': 'true',
          }),
          jupyterTheme,
          teacherSelection,
          language.of([]),
        ],
      }),
    });
    const name = languageOf[cellType];
    if (name === null || source.length > maxColoured) return;
    void languages.getLanguage(name).then((found) => {
      if (found?.support === undefined || this.#destroyed) return;
      this.#view.dispatch({ effects: language.reconfigure(found.support) });
    });
  }

  /** Shows another text; what the reader selected in it stays where it can. */
  update(source: string): void {
    const change = textChange(this.#view.state.doc.toString(), source);
    if (change === null) return;
    const { at, removed, inserted } = change;
    this.#view.dispatch({ changes: { from: at, to: at + removed, insert: inserted } });
  }

  select(selection: NotebookPlace['selection']): void {
    this.#selection = selection;
    this.#view.dispatch({ effects: setTeacherSelection.of(selection) });
  }

  /** Where the teacher writes, in coordinates of the window; about there where that part is not drawn. Null for nowhere. */
  get caret(): Pick<Extent, 'top' | 'bottom'> | null {
    if (this.#selection === null) return null;
    const view = this.#view;
    const head = Math.min(this.#selection.head, view.state.doc.length);
    const drawn = view.coordsAtPos(head);
    if (drawn !== null) return { top: drawn.top, bottom: drawn.bottom };
    const { top, bottom } = view.lineBlockAt(head);
    return { top: view.documentTop + top, bottom: view.documentTop + bottom };
  }

  dispose(): void {
    this.#destroyed = true;
    this.#view.destroy();
  }
}
