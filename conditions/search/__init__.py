"""Finding a condition by any of its names or codes, as people write them.

``forms`` brings what is written to one form; ``entries`` says which forms a condition has, and
``index`` keeps them: whoever changes names or the state of conditions calls ``reindex`` in the same
transaction. ``candidates`` asks the database which could be meant, ``rank`` puts them in order, the
same order on every database, and ``query`` is the whole of it. ``docs/search.md`` has the rules in
plain words and the figures.
"""
