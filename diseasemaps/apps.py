from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class SiteConfig(AppConfig):
    name = "diseasemaps"
    label = "site"


class StaticFiles(StaticFilesConfig):
    # Flags of countries come with a library, and no page shows them.
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "flags"]
