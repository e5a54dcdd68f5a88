from experiences.urls import deciding, merging, reading, writing

app_name = "experiences"
urlpatterns = [
    *writing.urlpatterns,
    *deciding.urlpatterns,
    *merging.urlpatterns,
    *reading.urlpatterns,
]
