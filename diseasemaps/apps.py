from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "diseasemaps"
    label = "site"
