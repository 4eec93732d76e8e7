"""Mistakes of configuration are told in words."""

from config import checks


def test_an_unknown_language_is_told_with_those_there_are(settings):
    settings.LANGUAGE_ASKED = "xx"

    (problem,) = checks.the_language_is_one_that_the_site_speaks(None)

    assert "“xx”" in problem.msg
    assert "en-gb, ar" in problem.hint


def test_each_language_of_the_site_is_taken(settings):
    for code, _ in settings.LANGUAGES:
        settings.LANGUAGE_ASKED = code
        assert not checks.the_language_is_one_that_the_site_speaks(None)
