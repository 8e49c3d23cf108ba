"""What keeps the project in order; nothing of it is installed with the package.

Commands, run at the top of the project as ``python -m tools.NAME``:

=============  ====================  ==========================================
`refresh`      ``make refresh``      runs notebooks and stores what comes out
`look`         —                     takes pictures of a notebook in JupyterLab
`assignments`  ``make assignments``  writes a course for nbgrader
`slides`       ``make slides``       turns notebooks into offline slides
`picture`      ``make picture``      draws the picture in the README
`lock`         ``make lock``         resolves ``requirements.txt`` anew
=============  ====================  ==========================================

What they and the tests share:

===============  ====================================================
`notebooks`      reads, runs and writes notebooks, in one normal form
`page`           a notebook as the rules read it
`rules_form`     the rules for the form of a notebook
`rules_outputs`  the rules for its code and outputs
`slide_cutting`  where one slide ends and the next begins
===============  ====================================================
"""
