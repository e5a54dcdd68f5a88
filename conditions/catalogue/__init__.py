"""The catalogue of conditions: loaded from public ones again and again, and changed by hand.

``source_files``, ``obo`` and ``mondo_tables`` read files; ``terms``, ``obsolete_ids`` and ``graph``
apply each entry to the ``register``, which holds the catalogue in memory; ``load`` runs them and
writes what has changed. ``editing``, ``splitting``, ``absorbing`` and ``merged_answers`` are the
changes by hand. ``docs/catalogue.md`` has the rules in plain words.
"""
