"""What belongs to the lessons and to no topic: small worlds, views, learners' copies.

============  =====================================================================
`gate`        the evenings of notebook 03, and a letter box
`gatekeeper`  the small language model of notebook 03, which keeps a secret
`who_bites`   the task that notebook 07 compares positions on
`view`        what a reader gets of a notebook: no proofs, no answers yet
`copies`      a folder of copies, brought up to date without touching what was changed
`lab`         JupyterLab on that folder, without what would puzzle a learner
`doctor`      what is there and what is missing
`verifying`   rules that any notebook should keep, whoever wrote it
============  =====================================================================
"""
