"""What keeps the project in order; nothing of it is installed with the package.

Commands, run at the top of the project as ``python -m tools.NAME``:

===================  ====================  =============================================
`refresh`            ``make refresh``      runs notebooks and stores what comes out
`rules`              —                     says what there is to mend in a notebook
`rehearse`           —                     runs a learner's copy with other texts
`look`               —                     takes pictures of a notebook in JupyterLab
`assignments`        ``make assignments``  writes a course for nbgrader
`course`             ``make release`` …    releases, collects, grades and reports it
`slides`             ``make slides``       turns notebooks into offline slides
`website`            ``make site``         makes the pages of the site
`handout`            ``make handout``      prints the hours of the plans, with a key
`hosting`            ``make hosting``      writes what follows from the address
`colab`              —                     writes the lessons for Google Colab
`picture`            ``make picture``      draws the picture in the README
`lesson_picture`     —                     takes the README's picture of a lesson
`lock`               ``make lock``         resolves the locks anew
`hub.trial`          —                     lets a class of twenty try the hub
`hub.link`           —                     prints links to a lesson on a hub
`learned_positions`  —                     trains the table of an explorer
===================  ====================  =============================================

What they and the tests share:

======================  ====================================================
`notebooks`             reads, runs and writes notebooks, in one normal form
`page`                  a notebook as the rules read it
`rules_form`            the rules for the form of a lesson
`rules_cells`           the rules for what a reader sees, and what proves it
`rules_exercises`       the rules for its exercises
`rules_outputs`         the rules for its code and outputs
`sample_texts`          texts as learners bring them
`guide`                 the tables of TEACHING.md
`plans`                 its plans, by class hours
`lesson_parts`          a lesson by its sections and exercises
`paper`                 a page to print
`slide_cutting`         where one slide ends and the next begins
`road`                  the road from text to vectors, as a figure
`explorers_in_browser`  explorers in a real browser
======================  ====================================================
"""
