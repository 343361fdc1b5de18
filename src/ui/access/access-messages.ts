import { msg } from '../../words/words.ts';

/** What people read who get about by the keyboard or on a narrow screen. */
export const accessMessages = {
  toNotebook: msg('Go to the notebook'),
  toNotebookHint: msg('The key F6 goes on from class bar to notebook to class panel.'),
  more: msg('More in this class'),
};
