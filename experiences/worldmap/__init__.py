"""The world as one picture: drawn by ``manage.py draw_world``, read from ``data/world.json``."""
