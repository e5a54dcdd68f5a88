from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class SiteConfig(AppConfig):
    name = "diseasemaps"
    label = "site"


class StaticFiles(StaticFilesConfig):
    # Flags of countries, and a second page about the interface, come with libraries; none is shown.
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "flags", "redoc.standalone.js*"]
