"""The fixed addresses of the signing log, without a language."""

from django.urls import path, register_converter

from conditions.summaries.signing import log_views


class TileNumber:
    """As C2SP writes it: three digits, and before them a folder of three for every thousand."""

    regex = r"(?:x[0-9]{3}/){0,4}[0-9]{3}"

    def to_python(self, value: str) -> int:
        return int(value.replace("x", "").replace("/", ""))

    def to_url(self, value: int) -> str:
        digits = str(value)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
        return "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])


register_converter(TileNumber, "tile")

app_name = "signing-log"
urlpatterns = [
    path("checkpoint", log_views.checkpoint, name="checkpoint"),
    path("keys", log_views.keys, name="keys"),
    path("entries", log_views.entries, name="entries"),
    path("verify_review.py", log_views.verifier, name="verifier"),
    path("proof/<int:number>/<int:size>", log_views.proof, name="proof"),
    path("consistency/<int:old>/<int:new>", log_views.consistency, name="consistency"),
    path("tile/entries/<tile:number>.p/<int:width>", log_views.entry_tile, name="entry-tile-part"),
    path("tile/entries/<tile:number>", log_views.entry_tile, name="entry-tile"),
    path("tile/<int:level>/<tile:number>.p/<int:width>", log_views.tile, name="tile-part"),
    path("tile/<int:level>/<tile:number>", log_views.tile, name="tile"),
]
