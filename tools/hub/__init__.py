"""A hub for a class: tried, measured, and linked to.

=============  ===================================================================
`trial`        ``python -m tools.hub.trial`` lets a class of twenty try the hub
`image`        carries out the steps of hub/Dockerfile, without Docker
`running`      runs the hub that they make, in a network of its own
`learner`      one of the class, who does what a browser would do
`measuring`    what the processes of learners and hub take
`figures`      ``python -m tools.hub.figures`` puts the numbers into docs/hub.md
`link`         ``python -m tools.hub.link`` prints links for a class
=============  ===================================================================
"""
