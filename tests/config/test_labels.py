"""The desk calls every field by words that translators were shown."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.utils import translation

from petitions.models import Signature

ARABIC = re.compile("[\u0600-\u06ff]")


def shown(of_model):
    """The names of what a page of the desk shows."""
    fields = of_model.fieldsets or [(None, {"fields": of_model.fields or ()})]
    columns = getattr(of_model, "list_display", ())
    return {*flatten_fieldsets(fields), *of_model.readonly_fields, *columns}


@pytest.mark.parametrize(
    "model", list(admin.site._registry), ids=lambda model: model.__name__
)
def test_no_field_is_called_by_its_name_in_python(model):
    of_model = admin.site._registry[model]
    pages = [of_model, *(each(model, admin.site) for each in of_model.inlines)]

    with translation.override("ar"):
        for page in pages:
            # The words of a form's own fields are looked for where they stand.
            own = {"__str__", *page.form.declared_fields}
            for name in shown(page) - own:
                label = str(label_for_field(name, page.model, page))
                assert ARABIC.search(label), f"{page.model.__name__}.{name}"


def test_a_field_that_leads_to_a_petition_is_called_one():
    with translation.override("ar"):
        assert str(Signature._meta.get_field("petition").verbose_name) == "عريضة"
