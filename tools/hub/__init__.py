"""A hub for a class: tried, measured, and linked to.

`trial` builds the hub of hub/Dockerfile by way of `image`, lets a class of `learner`
try it, and writes down what it took. `figures` puts that into docs/hub.md, and `link`
prints what a teacher hands out.
"""
