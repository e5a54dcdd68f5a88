from experiences.urls import deciding, reading, writing

app_name = "experiences"
urlpatterns = [*writing.urlpatterns, *deciding.urlpatterns, *reading.urlpatterns]
