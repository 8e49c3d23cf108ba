"""Byte pair encoding: a fixed vocabulary that covers every text (notebook 04).

The names that a user needs are here; they are loaded when they are first used.

==============  ===================================================================
`tokenizer`     training, and the tokenizer that a table of merges makes
`merging`       the algorithms: learning merges and replaying them, both fast
`printable`     bytes as printable characters, as GPT-2's files have them
`patterns`      a pattern written so that other libraries read it alike
`files`         tokenizers in files: our own, tiktoken's, and GPT-2's two
`hugging_face`  Hugging Face's ``tokenizer.json``
==============  ===================================================================
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
