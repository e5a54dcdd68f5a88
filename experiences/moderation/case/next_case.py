"""Going on to the next case, with what the moderator narrowed the queue to and left behind."""
