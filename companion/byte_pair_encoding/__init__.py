"""Byte pair encoding: a fixed vocabulary that covers every text (notebook 04).

The names that a user needs are here; they are loaded when they are first used.

======================  ============================================================
`training`              which merges a text teaches
`tokenizer`             encoding and decoding with a table of merges
`merging`               the algorithms: learning merges and replaying them, both fast
`patterns`              where pre-tokens begin and end, in every library alike
`printable`             bytes as printable characters, as GPT-2's files have them
`files`                 tokenizers in files: our own, and tiktoken's
`vocab_and_merges`      GPT-2's two files
`hugging_face_reading`  Hugging Face's ``tokenizer.json``, read
`hugging_face_writing`  and written
======================  ============================================================
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
