"""The lessons on a learner's machine: copies to work in, JupyterLab, and a check-up.

========  =========================================================================
`copies`  a folder of copies, brought up to date without touching what was changed
`lab`     JupyterLab on that folder, without what would puzzle a learner
`doctor`  what is there and what is missing
========  =========================================================================
"""
