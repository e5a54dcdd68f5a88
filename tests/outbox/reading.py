"""What a mail says in each of its parts, word by word."""

from lxml import html


def words_written(text: str) -> list[str]:
    return [word for word in text.split() if word != "--"]


def words_shown(page: str) -> list[str]:
    """Without the site's name above them."""
    body = html.document_fromstring(page).find("body")
    for line_end in body.iter("br"):
        line_end.tail = f" {line_end.tail or ''}"
    body.remove(body.find("header"))
    return body.text_content().split()
