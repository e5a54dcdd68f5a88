"""For moderators, and the public figures of their work."""

urlpatterns: list = []
