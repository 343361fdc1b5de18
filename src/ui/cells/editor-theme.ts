import { EditorView } from '@codemirror/view';

/** How our own small editors look: as the code beside them. */
export const editorTheme = EditorView.theme({
  '&': {
    color: 'var(--lc-text)',
    backgroundColor: 'var(--lc-code)',
    border: '1px solid var(--lc-line)',
    borderRadius: '6px',
    maxHeight: '22rem',
  },
  '&.cm-focused': { outline: '2px solid var(--lc-focus)', outlineOffset: '1px' },
  '.cm-scroller': {
    fontFamily: 'var(--lc-mono)',
    fontSize: '0.8125rem',
    lineHeight: '1.5',
    overflow: 'auto',
  },
  '.cm-content': { padding: '0.45rem 0', caretColor: 'var(--lc-text)' },
  '.cm-gutters': { backgroundColor: 'transparent', borderRight: 'none' },
});
