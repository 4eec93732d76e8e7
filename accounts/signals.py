"""What other apps may hear of people. Ours has one event; the rest are allauth's."""

from django.dispatch import Signal

# Sent with `user` and `email` once somebody proved to hold the mailbox of an address of
# theirs: by a code, a link, a confirmed signature or a provider that verifies.
address_verified = Signal()
