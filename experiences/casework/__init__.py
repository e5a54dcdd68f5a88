"""What moderators work with: the queue's page, a case with all that helps to decide it, and the
verbs that it offers. Reads only; what changes something is in ``experiences.moderation``."""
