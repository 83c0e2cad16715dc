"""The forms in which a list can be had: JSON, and CSV for a spreadsheet."""

from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer, JSONRenderer

from config.api.table import table


class FastJSONRenderer(JSONRenderer):
    """The bytes that REST framework's own encoder gives, a tenth of the time later."""

    def render(
        self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None
    ) -> bytes:
        if data is None:
            return b""
        if ";" in (accepted_media_type or ""):  # somebody wants it indented
            return super().render(data, accepted_media_type, renderer_context)
        # Two line ends that JSON allows in a text, and scripts of old do not.
        return (
            orjson.dumps(data)
            .replace(b"\xe2\x80\xa8", b"\\u2028")
            .replace(b"\xe2\x80\xa9", b"\\u2029")
        )


class TableRenderer(BaseRenderer):
    """A line an item. What it says of itself is in the headers of the answer."""

    media_type, format, charset = "text/csv", "csv", "utf-8"

    def render(self, data: Any, _: Any = None, renderer_context: Any = None) -> str:
        if data is None:
            return ""
        view = renderer_context["view"]
        return "".join(table(data["results"], view.get_serializer(), view.members))


def heads_of_table(page: dict[str, Any], name: str, edition: int) -> dict[str, str]:
    """What a page says of itself, as headers: a table has no place for it."""
    links = [
        f'<{url}>; rel="{relation}"'
        for member, relation in (("next", "next"), ("previous", "prev"))
        if (url := page.get(member))
    ]
    return {
        "Edition": str(edition),
        "Content-Disposition": f'attachment; filename="{name}-edition-{edition}.csv"',
        **({"Link": ", ".join(links)} if links else {}),
    }
