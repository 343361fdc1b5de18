import { Buffer } from 'node:buffer';

/** A 10 by 10 red PNG, in base64. */
export const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mP8z8BQz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC';

/** A notebook as other programs write it: lists of lines, images, a table, an attachment, an error. */
export const realCells = [
  {
    cell_type: 'markdown',
    id: 'text',
    metadata: { tags: ['intro'] },
    source: ['# Title\n', 'with $x^2$ and ![dot](attachment:dot.png)'],
    attachments: { 'dot.png': { 'image/png': png } },
  },
  {
    cell_type: 'code',
    id: 'figures',
    metadata: { scrolled: true, slideshow: { slide_type: 'slide' } },
    source: ['import this\n', 'this'],
    execution_count: 3,
    outputs: [
      {
        output_type: 'execute_result',
        execution_count: 3,
        metadata: {},
        data: {
          'text/html': [
            '<table><tr><td>one</td></tr></table>\n',
            '<script>window.hacked = 1</script>',
          ],
          'text/plain': 'one',
        },
      },
      {
        output_type: 'display_data',
        metadata: { needs_background: 'light' },
        data: { 'image/png': png, 'text/plain': ['<Figure>'] },
      },
      { output_type: 'stream', name: 'stdout', text: ['a\n', 'b\n'] },
      {
        output_type: 'error',
        ename: 'ValueError',
        evalue: 'no',
        traceback: ['\u001b[31mValueError\u001b[0m: no'],
      },
    ],
  },
  { cell_type: 'raw', id: 'raw', metadata: { format: 'text/restructuredtext' }, source: 'raw' },
];

export const realNotebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
    language_info: { name: 'python' },
    author: 'me',
  },
  cells: realCells,
};

/** A file for Playwright's file chooser. */
export function file(
  name: string,
  content: unknown,
): { name: string; mimeType: string; buffer: Buffer } {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) };
}
