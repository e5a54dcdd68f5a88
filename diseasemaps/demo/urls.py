from django.urls import path

from diseasemaps.demo import views

app_name = "demo"
urlpatterns = [path("mails/", views.mail_list, name="mail-list")]
