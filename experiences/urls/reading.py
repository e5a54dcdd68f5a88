"""For everybody."""

from django.urls import path

from experiences import views

urlpatterns = [
    path(
        "experiences/<uuid:public_id>/",
        views.ExperienceDetailView.as_view(),
        name="experience-detail",
    ),
]
