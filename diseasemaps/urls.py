from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from diseasemaps import crawlers, views
from diseasemaps.accounts.privacy.views import PrivacyView
from diseasemaps.api.v1 import api
from diseasemaps.cards.views import topic_card_view
from diseasemaps.demo.views import component_list
from experiences.reading.views import TopicDetailView

handler403 = "diseasemaps.views.forbidden"
handler404 = "diseasemaps.views.not_found"
handler500 = "diseasemaps.views.server_error"

urlpatterns = [
    path("health/", views.health, name="health"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("llms.txt", crawlers.llms, name="llms"),
    path("sitemap.xml", crawlers.sitemap_index, name="sitemap-index"),
    path(
        "sitemap.<slug:kind>.<slug:language>.<int:number>.xml",
        crawlers.sitemap_file,
        name="sitemap-file",
    ),
    path(
        "cards/<slug:language>/<slug:slug>/<slug:key>/<slug:digest>.png",
        topic_card_view,
        name="topic-card",
    ),
    path("site.webmanifest", views.manifest, name="manifest"),
    path("signing-log/", include("conditions.summaries.signing.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("demo/", include("diseasemaps.demo.views")),
    path("styleguide/", component_list, name="styleguide"),
]

urlpatterns += i18n_patterns(
    path("", views.HomeView.as_view(), name="home"),
    path("credits/", views.CreditsView.as_view(), name="credits"),
    path("privacy/", PrivacyView.as_view(), name="privacy"),
    path("accounts/", include("diseasemaps.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("mails/", include("diseasemaps.outbox.unsubscribe")),
    path("", include("diseasemaps.accounts.following")),
    path("", include("diseasemaps.accounts.people.urls")),
    path("", include("conditions.urls")),
    path("", include("experiences.urls")),
    path("conditions/<slug:slug>/<slug:key>/", TopicDetailView.as_view(), name="topic-detail"),
    prefix_default_language=False,
)
