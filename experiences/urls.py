from django.urls import path

from experiences import views

app_name = "experiences"
urlpatterns = [
    path(
        "experiences/<uuid:public_id>/",
        views.ExperienceDetailView.as_view(),
        name="experience-detail",
    ),
]
