"""The app's addresses, slice by slice."""

from experiences.following.urls import urlpatterns as following
from experiences.merging.urls import urlpatterns as merging
from experiences.moderation.urls import urlpatterns as moderation
from experiences.reading.urls import urlpatterns as reading
from experiences.writing.urls import urlpatterns as writing

app_name = "experiences"
urlpatterns = [*writing, *moderation, *merging, *following, *reading]
