import sanitize from 'sanitize-html';

const OPTIONS: sanitize.IOptions = {
  allowedTags: [
    ...sanitize.defaults.allowedTags,
    'img',
    'details',
    'summary',
    'del',
    'ins',
    'progress',
    'meter',
    'style',
  ],
  allowVulnerableTags: true, // `style`: the frame is its own, and its policy lets nothing be fetched
  allowedAttributes: {
    '*': [
      'class',
      'style',
      'title',
      'id',
      'dir',
      'lang',
      'role',
      'aria-*',
      'width',
      'height',
      'align',
      'value',
      'min',
      'max',
      'open',
    ],
    img: ['src', 'alt'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan', 'scope'],
    ol: ['start', 'type'],
  },
  allowedSchemes: ['data'],
  allowProtocolRelative: false,
  parseStyleAttributes: false,
};

/**
 * HTML without scripts and without ways out: links are text, and nothing sends the frame to another address. The frame's policy
 * forbids the same; this holds where a host sends none for the page around it.
 */
export function cleanHtml(html: string): string {
  return sanitize(html, OPTIONS);
}
