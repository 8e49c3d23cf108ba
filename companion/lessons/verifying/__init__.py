"""Rules that any notebook should keep, whoever wrote it (``companion verify``).

They presuppose nothing of the form of our lessons. A notebook that keeps them can be
compared with its stored outputs and be read by everyone; what nbval then leaves out of
the comparison, the `gate` puts back.

===========  =====================================================================
`notebooks`  finds notebooks, and reads them whatever state they are in
`texts`      what should not stand in a text: machine paths, addresses, bare pictures
`rules`      the rules: each yields the faults that it finds
`report`     all faults of files and folders, a line each
`gate`       a plugin for pytest that makes nbval strict where it is not
===========  =====================================================================
"""
