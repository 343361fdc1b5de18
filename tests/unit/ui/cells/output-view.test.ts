import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { frameDocument, viewOutput } from '../../../../src/ui/cells/output-view.ts';

function display(data: JsonObject): JsonObject {
  return { output_type: 'display_data', data, metadata: {} };
}

describe('viewOutput', () => {
  it('joins what nbformat writes in pieces and marks what went to stderr', () => {
    const view = viewOutput({ output_type: 'stream', name: 'stderr', text: ['a\n', 'b'] });
    expect(view).toEqual({ kind: 'text', text: 'a\nb', wrong: true, shortened: false });
  });

  it('shows a traceback without terminal colours', () => {
    const view = viewOutput({
      output_type: 'error',
      ename: 'E',
      evalue: 'v',
      traceback: ['\u001B[31mline\u001B[0m', 'two'],
    });
    expect(view).toMatchObject({ kind: 'text', text: 'line\ntwo', wrong: true });
  });

  it('shows name and value of an error that has no traceback', () => {
    expect(
      viewOutput({ output_type: 'error', ename: 'E', evalue: 'v', traceback: [] }),
    ).toMatchObject({ text: 'E: v' });
  });

  it('takes an image before formatted output before text', () => {
    const data = { 'text/plain': 'p', 'text/html': '<b>h</b>', 'image/png': 'aGk=\n' };
    expect(viewOutput(display(data))).toEqual({
      kind: 'image',
      url: 'data:image/png;base64,aGk=',
      alt: 'p',
    });
    expect(viewOutput(display({ 'text/plain': 'p', 'text/html': '<b>h</b>' }))).toEqual({
      kind: 'html',
      html: '<b>h</b>',
    });
  });

  it('refuses an image that is not base64', () => {
    expect(viewOutput(display({ 'image/png': '" onerror="x', 'text/plain': 'p' }))).toMatchObject({
      kind: 'text',
    });
  });

  it('makes a drawing an image, also with half a surrogate pair in it', () => {
    const view = viewOutput(display({ 'image/svg+xml': '<svg>\uD800</svg>' }));
    expect(view.kind === 'image' && decodeURIComponent(view.url)).toContain('<svg>\uFFFD</svg>');
  });

  it('cuts long text and says so', () => {
    const view = viewOutput({ output_type: 'stream', name: 'stdout', text: 'x'.repeat(100_000) });
    expect(view).toMatchObject({ shortened: true });
    expect(view.kind === 'text' && view.text.length).toBe(20_000);
  });

  it('names what it cannot show', () => {
    expect(viewOutput(display({ 'application/x-thing': { a: 1 } })).kind).toBe('other');
    expect(viewOutput({ output_type: 'display_data' }).kind).toBe('other');
  });
});

describe('frameDocument', () => {
  it('[KE2] forbids every request and script', () => {
    expect(frameDocument('<b>x</b>')).toContain("default-src 'none'");
  });
});
