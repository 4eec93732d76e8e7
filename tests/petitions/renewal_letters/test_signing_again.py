"""One press in the letter signs the next petition."""

from petitions import (
    counting,
    publishing,
    withdrawing,
)
from petitions.models import CountChange, Petition, Signature
from tests import factories
from tests.petitions.renewal_letters.writing import path_of
from tests.petitions.test_renewing import NEXT


def test_the_link_to_sign_again_changes_nothing_by_itself(client, letter_to_ada):
    before = [
        list(table.objects.order_by("pk").values())
        for table in (Signature, CountChange)
    ]
    page = client.get(path_of(letter_to_ada, "again"))

    assert "Sign again as Ada Field" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    after = [
        list(table.objects.order_by("pk").values())
        for table in (Signature, CountChange)
    ]
    assert after == before


def test_one_press_signs_again_and_counts(client, letter_to_ada, old):
    new = Petition.objects.get(slug=NEXT.slug)
    answer = client.post(path_of(letter_to_ada, "again"), {"version": "1"})
    signature = Signature.objects.get(petition=new)

    assert answer.url == f"/petitions/{NEXT.slug}/signed/"
    assert "Thank you, <bdi>Ada</bdi>" in client.get(answer.url).content.decode()
    assert signature.status == "confirmed"
    assert (signature.name, signature.email) == ("Ada Field", "ada@example.org")
    assert (signature.postcode, signature.region) == ("SW1A 1AA", "SW")
    assert signature.text == new.text
    assert signature.letter_due_at is None
    # The choices of before were about another petition.
    assert not signature.newsletter
    assert not signature.show_name
    counting.drain()
    new.tally.refresh_from_db()
    assert new.tally.count == 1
    assert Signature.objects.get(petition=old).status == "confirmed"


def test_what_is_ticked_is_taken(client, letter_to_ada):
    ticked = {"show_name": "on", "newsletter": "on"}
    client.post(path_of(letter_to_ada, "again"), ticked)
    signature = Signature.objects.get(petition__slug=NEXT.slug)

    assert signature.show_name
    assert signature.newsletter


def test_pressing_twice_counts_once(client, letter_to_ada):
    for _ in range(3):
        assert client.post(path_of(letter_to_ada, "again")).status_code == 302

    assert Signature.objects.filter(petition__slug=NEXT.slug).count() == 1
    assert CountChange.objects.count() == 1


def test_another_site_cannot_press_it(client, letter_to_ada):
    path = path_of(letter_to_ada, "again")
    answer = client.post(path, HTTP_ORIGIN="https://evil.example")

    assert answer.status_code == 403
    assert not Signature.objects.filter(petition__slug=NEXT.slug).exists()


def test_a_paused_petition_takes_no_name_and_says_so(client, letter_to_ada):
    new = Petition.objects.get(slug=NEXT.slug)
    publishing.pause(new)
    answer = client.post(path_of(letter_to_ada, "again"))

    assert answer.status_code == 409
    assert "Your name was not added" in answer.content.decode()
    assert not Signature.objects.filter(petition=new).exists()


def test_who_withdrew_the_old_signature_signs_nothing_by_its_letter(
    client, letter_to_ada, old
):
    withdrawing.withdraw(Signature.objects.get(petition=old))

    assert client.get(path_of(letter_to_ada, "again")).status_code == 404


def test_whoever_typed_the_address_before_is_replaced_by_its_owner(
    client, letter_to_ada
):
    new = Petition.objects.get(slug=NEXT.slug)
    factories.make_signature(new, name="A Prankster", newsletter=True)
    client.post(path_of(letter_to_ada, "again"))
    signature = Signature.objects.get(petition=new)

    assert signature.name == "Ada Field"
    assert signature.status == "confirmed"
    assert not signature.newsletter
