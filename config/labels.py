"""What the desk calls a field whose model has no words for it.

Django would take the field's own name, which no translator is shown. Given here, words
are no part of a model's state and need no migration.
"""

from typing import Any

from django.apps import apps
from django.db.models import Model


def name_links() -> None:
    """A field that leads to a row of the same name is called as that row is."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            to = field.related_model
            if to and not isinstance(to, str) and field.name == to._meta.model_name:
                _give(field, to._meta.verbose_name)


def name(model: type[Model], **words: Any) -> None:
    """Give fields of a model their words, by the fields' names."""
    for field, said in words.items():
        _give(model._meta.get_field(field), said)


def _give(field: Any, words: Any) -> None:
    if field._verbose_name is None:
        field.verbose_name = words
