from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "diseasemaps.demo"
    label = "demo"
