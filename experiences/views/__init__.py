from experiences.views.latest import LatestView
from experiences.views.maps import CommunityMapView, WorldMapView
from experiences.views.reading import ExperienceDetailView, TopicDetailView

__all__ = [
    "CommunityMapView",
    "ExperienceDetailView",
    "LatestView",
    "TopicDetailView",
    "WorldMapView",
]
