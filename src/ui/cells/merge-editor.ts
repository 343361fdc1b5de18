import { EditorState, RangeSet, StateEffect, StateField, type Range } from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';
import { editorTheme } from './editor-theme.ts';
import { editorUndo } from './editor-undo.ts';
import { highlightPython } from './highlight-python.ts';
import { chosenLines, type MergeChoice, type MergePart } from './three-way-merge.ts';

/** Colouring stops here (UTF-16 units), so that typing stays fast. */
const MAX_COLOURED_UNITS = 20_000;

/** Where a place lies in the result: whole lines with their ends, but for the end of the text. */
interface Spot {
  readonly from: number;
  readonly to: number;
  /** No line was put there: at the end of the text the line break before it does not count. */
  readonly empty: boolean;
}

export interface MergeEditorOptions {
  readonly parent: HTMLElement;
  readonly root: ShadowRoot;
  readonly parts: readonly MergePart[];
  /** For each place, in order. */
  readonly choices: readonly MergeChoice[];
  /** Name of the text box. */
  readonly label: string;
  /** What stands above place number `index` in the text. */
  readonly placeLabel: (index: number) => string;
  readonly python: boolean;
}

/** The result of a merge, editable. Release with `destroy`. */
export interface MergeEditor {
  /** Puts what was chosen at place number `index` there, instead of what stands there. */
  choose(index: number, choice: MergeChoice): void;
  /** Scrolls to place number `index`. */
  show(index: number): void;
  text(): string;
  destroy(): void;
}

const moveSpot = StateEffect.define<Spot & { readonly index: number }>();

class PlaceLabel extends WidgetType {
  readonly #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  override eq(other: PlaceLabel): boolean {
    return other.#text === this.#text;
  }

  override toDOM(): HTMLElement {
    const label = document.createElement('div');
    label.className = 'cm-place-label';
    label.ariaHidden = 'true'; // the places are listed above, with their names
    label.textContent = this.#text;
    return label;
  }
}

const theme = EditorView.theme({
  '.cm-place': { backgroundColor: 'var(--lc-accent-soft)' },
  '.cm-place-label': {
    padding: '0 0.5rem',
    font: '600 0.6875rem/1.5 var(--lc-font)',
    color: 'var(--lc-accent-text)',
    borderTop: '1px dashed var(--lc-accent)',
  },
  '.cm-keyword': { color: 'var(--lc-code-keyword)', fontWeight: '600' },
  '.cm-string': { color: 'var(--lc-code-string)' },
  '.cm-comment': { color: 'var(--lc-code-comment)', fontStyle: 'italic' },
  '.cm-number': { color: 'var(--lc-code-number)' },
});

/** Draws the result of a merge. Loaded on demand, as all that needs an editor. */
export function openMergeEditor(options: MergeEditorOptions): MergeEditor {
  const { parent, root, parts, choices, label, placeLabel, python } = options;
  const places = parts.filter((part) => part.kind === 'place');
  /** The place at the end of the text, where there is one: its last line has no end. */
  const last = parts.at(-1)?.kind === 'place' ? places.length - 1 : -1;
  const { doc, spots: first } = begin(parts, choices);
  const spots = StateField.define<readonly Spot[]>({
    create: () => first,
    update(value, transaction) {
      const moved = new Map(
        transaction.effects
          .filter((effect) => effect.is(moveSpot))
          .map(({ value: v }) => [v.index, v]),
      );
      if (!transaction.docChanged && moved.size === 0) return value;
      return value.map((spot, index) => {
        const from = transaction.changes.mapPos(spot.from, -1);
        // What is typed where the next line begins belongs to that one, unless there is none.
        const side = index === last ? 1 : -1;
        const to = Math.max(from, transaction.changes.mapPos(spot.to, side));
        return moved.get(index) ?? { from, to, empty: spot.empty && from === to };
      });
    },
    provide: (field) =>
      EditorView.decorations.from(field, (value) => (view) => decorate(view.state, value)),
  });
  const labels = StateField.define<DecorationSet>({
    create: (state) => drawLabels(state.field(spots), placeLabel),
    update: (_value, { state }) => drawLabels(state.field(spots), placeLabel),
    provide: (field) => EditorView.decorations.from(field),
  });
  const view = new EditorView({
    parent,
    root,
    state: EditorState.create({
      doc,
      extensions: [
        spots,
        labels,
        python ? EditorView.decorations.of(({ state }) => colour(state)) : [],
        editorUndo(),
        EditorView.contentAttributes.of({ 'aria-label': label }),
        editorTheme,
        theme,
      ],
    }),
  });
  return {
    choose(index, choice) {
      const place = places[index];
      const spot = view.state.field(spots)[index];
      if (place === undefined || spot === undefined) return;
      const lines = chosenLines(place, choice);
      const insert = index === last ? lines.join('\n') : ended(lines);
      const { from, to } = spot;
      const empty = lines.length === 0;
      view.dispatch({
        changes: { from, to, insert },
        effects: moveSpot.of({ index, from, to: from + insert.length, empty }),
      });
    },
    show(index) {
      const spot = view.state.field(spots)[index];
      if (spot !== undefined)
        view.dispatch({ effects: EditorView.scrollIntoView(spot.from, { y: 'center' }) });
    },
    text() {
      const text = view.state.doc.toString();
      const end = view.state.field(spots)[last];
      return end?.empty === true && end.from === text.length ? text.replace(/\n$/, '') : text;
    },
    destroy: () => view.destroy(),
  };
}

function begin(
  parts: readonly MergePart[],
  choices: readonly MergeChoice[],
): { readonly doc: string; readonly spots: readonly Spot[] } {
  let doc = '';
  const spots: Spot[] = [];
  for (const part of parts) {
    const lines =
      part.kind === 'same' ? part.lines : chosenLines(part, choices[spots.length] ?? 'mine');
    const from = doc.length;
    doc += ended(lines);
    const isLast = part === parts.at(-1);
    if (isLast && lines.length > 0) doc = doc.slice(0, -1);
    if (part.kind === 'place') spots.push({ from, to: doc.length, empty: lines.length === 0 });
  }
  return { doc, spots };
}

function ended(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function decorate(state: EditorState, spots: readonly Spot[]): DecorationSet {
  const lines: Range<Decoration>[] = [];
  for (const { from, to } of spots) {
    for (let at = from; at < to; at = state.doc.lineAt(at).to + 1) {
      lines.push(Decoration.line({ class: 'cm-place' }).range(state.doc.lineAt(at).from));
    }
  }
  return RangeSet.of(lines, true);
}

function drawLabels(spots: readonly Spot[], label: (index: number) => string): DecorationSet {
  return RangeSet.of(
    spots.map(({ from }, index) =>
      Decoration.widget({ widget: new PlaceLabel(label(index)), block: true, side: -1 }).range(
        from,
      ),
    ),
    true,
  );
}

function colour({ doc }: EditorState): DecorationSet {
  if (doc.length > MAX_COLOURED_UNITS) return Decoration.none;
  const marks: Range<Decoration>[] = [];
  let at = 0;
  for (const { text, kind } of highlightPython(doc.toString())) {
    if (kind !== 'plain')
      marks.push(Decoration.mark({ class: `cm-${kind}` }).range(at, at + text.length));
    at += text.length;
  }
  return RangeSet.of(marks);
}
