"""Measurements of the companion beside its peers: one module a subject, one command.

``python -m benchmarks`` measures everything in under ten minutes on two cores. It
writes ``companion/benchmark_results.json``, from which the notebooks and the README
take their figures, the table ``docs/benchmarks.md`` and the picture
``docs/benchmarks.png``.
``python -m benchmarks training`` measures one subject, prints it and writes nothing.
"""
