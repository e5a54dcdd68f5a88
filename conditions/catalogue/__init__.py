"""Loading public disease catalogues into our own, again and again, without losing anything.

``reading``, ``obo`` and ``mondo`` read files; ``terms``, ``fates`` and ``rows`` say what each entry
of a file means here; ``register`` holds the catalogue in memory while they do, and ``saving``
writes what has changed. ``docs/catalogue.md`` has the rules in plain words.
"""
