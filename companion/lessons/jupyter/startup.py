# noqa: D100
# What the kernels of the series' JupyterLab run first. It runs in the notebook, so no
# name, and no docstring, may stay there.
with __import__("contextlib").suppress(ImportError):  # in another environment
    __import__("companion.lessons.set_up_first", fromlist=["listen"]).listen()
