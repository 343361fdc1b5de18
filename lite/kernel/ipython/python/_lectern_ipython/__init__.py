"""IPython's shell in the place of Lectern's own: the second kernel, "Python (IPython)".

The page hands these files to a worker that is to be such a kernel (`lite/kernel/ipython/`); waiting, streams, files,
packages and limits stay those of `_lectern`.
"""
