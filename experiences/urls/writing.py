"""For members: joining, writing, their own texts, reporting."""

from django.urls import path

from experiences.views import writing

urlpatterns = [
    path("experiences/mine/", writing.mine, name="mine"),
]
