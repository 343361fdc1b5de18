import { msg } from '../../src/words/words.ts';

/** What stands in the place of a file that cannot be shown. */
export const fileWords = {
  damagedNotebook: msg(
    'This file is damaged or is not a notebook, so it was not opened. It was left exactly as it is. You can look at it with "Open With > Editor".',
  ),
  oldNotebook: msg(
    'This notebook was made by an old version of Jupyter (format 3 or earlier), so it was not opened. It was left exactly as it is. Convert it with a current Jupyter first.',
  ),
  noPdf: msg('This file cannot be read as a PDF.'),
  pdfNotShown: msg('This browser cannot show PDF files here.'),
  saveFile: msg('Save the file'),
};
