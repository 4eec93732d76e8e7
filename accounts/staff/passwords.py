"""A password of staff is longer than a reader's, wherever it is set."""

from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator

SHORTEST = 12


class LongForStaff(MinimumLengthValidator):
    """Twelve characters at least; what readers choose is not this one's matter."""

    def __init__(self) -> None:
        super().__init__(SHORTEST)

    def validate(self, password: str, user: Any = None) -> None:
        if getattr(user, "is_staff", False):
            super().validate(password, user)

    def get_help_text(self) -> str:
        return ""
