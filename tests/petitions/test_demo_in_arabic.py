"""LANGUAGE_CODE=ar starts an Arabic newspaper's petition."""

from django.utils import translation

from petitions import demo
from petitions.demo import words
from petitions.models import Petition


def test_an_arabic_site_has_an_arabic_petition(db, client, settings):
    settings.LANGUAGE_CODE = "ar"
    with translation.override("ar"):
        demo.load(password="desk-password")
        petition = Petition.objects.get(slug=words.PETITION["slug"])
        page = client.get(petition.url).content.decode()

    assert '<html lang="ar" dir="rtl">' in page
    assert "دعم عاجل للاجئين الأوكرانيين" in page
    assert "حكومة المملكة المتحدة" in page
    assert words.PETITION["title"] not in page
    assert "/petitions/urgent-support-for-ukrainian-refugees/" in page
