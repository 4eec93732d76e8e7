"""Names and words are put together as the site's language does."""

from django.utils import translation

from config.wording import listed, quoted


def test_a_list_has_the_commas_of_its_language():
    with translation.override("en-gb"):
        assert listed(["Leeds", "", "Hull"]) == "Leeds, Hull"
    with translation.override("ar"):
        assert listed(["ليدز", "هل"]) == "ليدز، هل"


def test_quoted_words_stand_between_the_marks_of_the_language():
    with translation.override("en-gb"):
        assert quoted("door") == "“door”"
    with translation.override("ar"):
        assert quoted("باب") == "«باب»"
