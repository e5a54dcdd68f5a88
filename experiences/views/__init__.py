from experiences.views.reading import ExperienceDetailView, TopicDetailView

__all__ = ["ExperienceDetailView", "TopicDetailView"]
