"""Token files: texts larger than memory, tokenized once and mapped ever after.

No notebook teaches this. The names that a user needs are here; they are loaded when
they are first used. A text goes through the modules in this order:

===========  ======================================================================
`job`        the whole job: from a folder of texts to a folder of tokens
`cutting`    finds the texts and cuts them into parts where no token can cross
`tokenizer`  what a tokenizer is, as a hash, and its way to other processes
`parts`      tokenizes one part
`resuming`   what a killed job has finished stays, and one run alone goes on with it
`folder`     what the folder of the finished files says of itself
`processes`  many parts at a time on this machine
`cluster`    many parts at a time on other machines
`reading`    what is finished, mapped into memory
===========  ======================================================================
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
