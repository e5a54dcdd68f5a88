"""Addresses of members: joining, writing, their own texts, reporting."""

from django.urls import path

from experiences.writing import checking, joining, objecting, views

urlpatterns = [
    path("conditions/<slug:slug>/join/", joining.JoinView.as_view(), name="community-join"),
    path("conditions/<slug:slug>/leave/", joining.community_leave, name="community-leave"),
    path(
        "conditions/<slug:slug>/<slug:key>/share/",
        views.WriteView.as_view(),
        name="experience-write",
    ),
    path(
        "conditions/<slug:slug>/<slug:key>/share/keep/",
        views.experience_keep,
        name="experience-keep",
    ),
    path("experiences/mine/", views.mine, name="mine"),
    path("experiences/<uuid:public_id>/edit/", views.EditView.as_view(), name="experience-edit"),
    path(
        "experiences/<uuid:public_id>/autosave/",
        views.experience_autosave,
        name="experience-autosave",
    ),
    path("experiences/<uuid:public_id>/check/", checking.experience_check, name="experience-check"),
    path(
        "experiences/<uuid:public_id>/coarsen/",
        checking.experience_coarsen,
        name="experience-coarsen",
    ),
    path(
        "experiences/<uuid:public_id>/submit/",
        checking.experience_submit,
        name="experience-submit",
    ),
    path("experiences/<uuid:public_id>/recall/", views.experience_recall, name="experience-recall"),
    path(
        "experiences/<uuid:public_id>/discard/",
        views.experience_discard,
        name="experience-discard",
    ),
    path(
        "experiences/<uuid:public_id>/withdraw/",
        views.experience_withdraw,
        name="experience-withdraw",
    ),
    path(
        "experiences/<uuid:public_id>/put-back/",
        views.experience_put_back,
        name="experience-put-back",
    ),
    path("experiences/<uuid:public_id>/index/", views.experience_index, name="experience-index"),
    path("experiences/<uuid:public_id>/erase/", views.experience_erase, name="experience-erase"),
    path(
        "experiences/<uuid:public_id>/report/",
        objecting.ReportView.as_view(),
        name="experience-report",
    ),
    path("decisions/<int:pk>/appeal/", objecting.AppealView.as_view(), name="decision-appeal"),
]
