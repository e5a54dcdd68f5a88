"""The editorial desk: its lists, and what readers reported."""

from django.urls import path

from conditions.desk import views

urlpatterns = [
    path("desk/", views.desk_overview, name="desk-overview"),
    path("desk/lists/<slug:part>/", views.desk_listing, name="desk-list"),
    path("desk/errors/<int:pk>/", views.error_detail, name="error-detail"),
    path("desk/errors/<int:pk>/close/", views.error_close, name="error-close"),
]
