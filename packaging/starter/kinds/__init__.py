"""Every kind of request, by name."""

from __future__ import annotations

from starter.kinds import naming, numbers, reading, story
from starter.request import Kind

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*story.KINDS, *numbers.KINDS, *naming.KINDS, *reading.KINDS)}
