/** Under it the interface's state says that the last visit had the kernel "Python (IPython)". */
export const IPYTHON_NAMESPACE = 'lectern-ipython';
