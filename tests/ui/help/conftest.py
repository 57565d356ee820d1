"""The window these tests look at."""

from tests.ui.window.conftest import kit

__all__ = ["kit"]
