"""The site as an app, and its static files."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class SiteConfig(AppConfig):
    name = "diseasemaps"
    label = "site"


class StaticFiles(StaticFilesConfig):
    # Flags and a second API browser, which come with libraries and are not used.
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "flags", "redoc.standalone.js*"]
