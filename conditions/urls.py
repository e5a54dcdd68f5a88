from conditions.catalogue.urls import urlpatterns as catalogue
from conditions.desk.urls import urlpatterns as desk
from conditions.reading.urls import urlpatterns as reading
from conditions.search.urls import urlpatterns as search
from conditions.summaries.urls import urlpatterns as summaries

app_name = "conditions"
urlpatterns = [*catalogue, *desk, *summaries, *search, *reading]
