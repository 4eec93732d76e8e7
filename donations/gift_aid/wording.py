"""The words of a declaration: HMRC's models, with the charity's name put in.

They are HMRC's for one gift and for several (gov.uk, "Claiming Gift Aid as a charity
or CASC: Gift Aid declarations"; Open Government Licence v3.0), so they are not
translated. The sum is not repeated: it stands in the form above, and on the donation
that the declaration belongs to.
"""

import hashlib
from typing import NamedTuple

from donations.models import GiftAidWording

Scope = GiftAidWording.Scope

BOOST = "Boost your donation by 25p of Gift Aid for every £1 you donate"
NEED = (
    "Gift Aid is reclaimed by the charity from the tax you pay for the current tax"
    " year. Your address is needed to identify you as a current UK taxpayer."
)
WANT = {
    Scope.SINGLE: "I want to Gift Aid my donation to {charity}.",
    Scope.MULTIPLE: (
        "I want to Gift Aid my donation and any donations I make in the future or have"
        " made in the past 4 years to {charity}."
    ),
}
TAXPAYER = {
    Scope.SINGLE: (
        "I am a UK taxpayer and understand that if I pay less Income Tax and/or Capital"
        " Gains Tax in the current tax year than the amount of Gift Aid claimed on all"
        " my donations it is my responsibility to pay any difference."
    ),
    Scope.MULTIPLE: (
        "I am a UK taxpayer and understand that if I pay less Income Tax and/or Capital"
        " Gains Tax than the amount of Gift Aid claimed on all my donations in that tax"
        " year it is my responsibility to pay any difference."
    ),
}
NOTIFY = "Please notify the charity if you:"
NOTIFY_OF = (
    "want to cancel this declaration",
    "change your name or home address",
    "no longer pay sufficient tax on your income and/or capital gains",
)
HIGHER_RATE = (
    "If you pay Income Tax at the higher or additional rate and want to receive the"
    " additional tax relief due to you, you must include all your Gift Aid donations on"
    " your Self-Assessment tax return or ask HM Revenue and Customs to adjust your tax"
    " code."
)


class Wording(NamedTuple):
    """What the donor reads, part by part."""

    scope: str
    want: str
    taxpayer: str
    boost: str = BOOST
    need: str = NEED
    notify: str = NOTIFY
    notify_of: tuple[str, ...] = NOTIFY_OF
    higher_rate: str = HIGHER_RATE

    @property
    def text(self) -> str:
        """All of it, in the order of the page."""
        listed = "\n".join((self.notify, *(f"- {each}" for each in self.notify_of)))
        agreed = f"{self.want} {self.taxpayer}"
        return "\n\n".join((self.boost, agreed, self.need, listed, self.higher_rate))

    @property
    def version(self) -> str:
        return hashlib.sha256(f"{self.scope}\n{self.text}".encode()).hexdigest()


def of(charity: str, scope: Scope = Scope.SINGLE) -> Wording:
    return Wording(
        scope=scope,
        want=WANT[scope].format(charity=charity),
        taxpayer=TAXPAYER[scope],
    )


def row(words: Wording) -> GiftAidWording:
    """The row that stands for these words, made when they are first agreed to."""
    kept, _is_new = GiftAidWording.objects.get_or_create(
        sha256=words.version, defaults={"scope": words.scope, "text": words.text}
    )
    return kept
