"""The author's side: writing, checking before sending in, and one's own texts."""
