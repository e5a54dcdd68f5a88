"""Finding a condition by any of its names or codes, as people write them.

``common.folding`` brings names and queries to one form; ``index`` stores the forms of each
condition: whoever changes names or the state of conditions calls ``reindex`` in the same
transaction. ``candidates`` asks the database which could be meant, ``matching`` ranks them, the
same on every database, ``by_code`` and ``intent`` read codes and questions, and ``answer`` is the
whole search. ``docs/search.md`` has the rules in plain words and the figures.
"""
