"""How text becomes the vectors a language model reads.

One module a topic, in the order of the notebooks:

=====  ======================  ==================================================
 01    `tokenization`          text cut into pieces
 02    `vocabulary`            pieces numbered: token IDs
 03    `special_tokens`        unknown words, document borders, padding
 04    `byte_pair_encoding`    a fixed vocabulary that covers every text
 05    `sliding_window`        one text, thousands of training examples
 06    `embedding`             a vector for each ID
 07    `position`              a vector for each place
 08    `word_vectors`          what trained vectors know
 09    `training`              vectors that learn
=====  ======================  ==================================================

`corpora` holds the named texts, `figures` draws, `exercises` checks, `measured` holds
what the benchmarks measured, `checks` refuses sizes that make no sense, and `warned`
keeps a warning's text. Some topics have more beside them:

- 04: `byte_pair_merging` has the fast algorithms, `byte_pair_files` reads and writes
  tokenizers in the formats of other libraries, `byte_pair_patterns` writes patterns so
  that these read them alike.
- 05: `token_files` tokenizes texts larger than memory (`text_chunks` cuts them safely,
  `token_parts` makes one part, `token_workers` and `token_cluster` many at a time, all
  in a `token_folder`), `distributed_loading` shares windows among processes, and `cli`
  is the command ``companion``.
- 08: `word_vector_files` downloads and reads, `word_vector_store` maps into memory,
  `word_vector_scores` evaluates, `little_world` writes a text in which the analogies
  hold, `skip_gram` trains.

Modules and public names are loaded when they are first used (the list is in
``__init__.pyi``), so ``import companion`` costs milliseconds, not torch.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
