import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { editorTheme } from './editor-theme.ts';

const theme = EditorView.theme({
  '.cm-changedLine, .cm-insertedLine': {
    backgroundColor: 'var(--lc-added) !important',
    textDecoration: 'none',
  },
  '.cm-deletedChunk': { backgroundColor: 'var(--lc-removed) !important' },
  '.cm-deletedChunk del': { textDecoration: 'none' },
  // Signs beside the colours, for those who do not tell red from green.
  '.cm-line::before, .cm-deletedLine::before': { content: '"  "', whiteSpace: 'pre' },
  '.cm-changedLine::before': { content: '"+ "' },
  '.cm-deletedLine::before': { content: '"− " !important' },
  '.cm-changedText': {
    background: 'color-mix(in srgb, var(--lc-accent) 28%, transparent) !important',
  },
  '.cm-deletedText': {
    background: 'color-mix(in srgb, var(--lc-danger) 28%, transparent) !important',
  },
  '.cm-changedLineGutter': { background: 'var(--lc-accent) !important' },
  '.cm-deletedLineGutter': { background: 'var(--lc-danger) !important' },
  '.cm-collapsedLines': { background: 'transparent', color: 'var(--lc-muted)' },
});

/**
 * Draws the way from `mine` to `shared` as one read-only text into `parent`, which lies in `root`.
 * Loaded on demand: it is the only part of the interface that needs an editor. Returns the function that removes it.
 */
export function drawDifference(
  parent: HTMLElement,
  root: ShadowRoot,
  mine: string,
  shared: string,
  label: string,
): () => void {
  const view = new EditorView({
    parent,
    root,
    state: EditorState.create({
      doc: shared,
      extensions: [
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        EditorView.contentAttributes.of({
          tabindex: '0',
          'aria-label': label,
          'aria-readonly': 'true',
        }),
        unifiedMergeView({
          original: mine,
          mergeControls: false,
          syntaxHighlightDeletions: false,
          collapseUnchanged: { margin: 2, minSize: 6 },
        }),
        editorTheme,
        theme,
      ],
    }),
  });
  return () => view.destroy();
}
