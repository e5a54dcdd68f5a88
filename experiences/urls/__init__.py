from experiences.urls import deciding, following, merging, reading, writing

app_name = "experiences"
urlpatterns = [
    *writing.urlpatterns,
    *deciding.urlpatterns,
    *merging.urlpatterns,
    *following.urlpatterns,
    *reading.urlpatterns,
]
