"""Hearing of what is new: Atom feeds for everybody, a digest by mail for members who ask for it.

``entries`` says what a feed holds, ``atom`` writes it down; ``follows`` keeps who follows what, and
``digests`` tells them.
"""
