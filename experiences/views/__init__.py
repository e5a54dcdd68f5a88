from experiences.views.latest import LatestView
from experiences.views.maps import CommunityMapView, WorldMapView
from experiences.views.reading import ExperienceDetailView, TopicDetailView
from experiences.views.searching import ExperienceSearchView

__all__ = [
    "CommunityMapView",
    "ExperienceDetailView",
    "ExperienceSearchView",
    "LatestView",
    "TopicDetailView",
    "WorldMapView",
]
