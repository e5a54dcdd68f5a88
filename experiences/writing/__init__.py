"""The author's side: writing, the look before sending in, one's own texts and what to do with
them."""
