"""How text becomes the vectors a language model reads.

One module or folder a topic, in the order of the notebooks:

=====  ======================  ==================================================
 01    `tokenization`          text cut into pieces
 02    `vocabulary`            pieces numbered: token IDs
 03    `special_tokens`        unknown words, document borders, padding
 04    `byte_pair_encoding`    a fixed vocabulary that covers every text
 05    `sliding_window`        one text, thousands of training examples
 06    `embedding`             a vector for each ID
 07    `position`              a vector for each position
 08    `word_vectors`          what trained vectors know
 09    `training`              vectors that learn
=====  ======================  ==================================================

What no notebook teaches: `token_files` tokenizes texts larger than memory, `corpora`
holds the named texts, `storage` writes, maps and fetches files, `lessons` has the
learner's copies and the small worlds that single notebooks play in, `figures` draws,
`explorers` can be played with, `exercises` checks, `benchmark_results` holds what the
benchmarks measured, `arguments` refuses sizes that make no sense, `notebook_helpers`
keeps a warning's text, and `cli` is the command ``companion``.

Modules and public names are loaded when they are first used (the list is in
``__init__.pyi``), so ``import companion`` costs milliseconds, not torch.
"""

from typing import Any

import lazy_loader

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> Any:
    """Load a module or a public name; look the version up where it is installed."""
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("text-to-vectors")
        except PackageNotFoundError:  # a checkout need not be installed
            return "0+unknown"
    return _load(name)
