/** In the data of a message that closes a comm: it was not Python that closed it, but Python has ended. */
export const PYTHON_ENDED = 'lectern-python-ended';
