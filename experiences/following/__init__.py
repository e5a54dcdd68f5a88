"""Following what is new: Atom feeds for everybody, a digest by mail for members who ask for it."""
