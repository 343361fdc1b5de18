/** What people read who get about by the keyboard or on a narrow screen. English. */
export const accessMessages = {
  toNotebook: 'Go to the notebook',
  toNotebookHint: 'The key F6 goes on from class bar to notebook to class panel.',
  more: 'More in this class',
};
