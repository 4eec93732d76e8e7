"""Slips of the finger in well-known mail domains: gmial.com, hotmal.com."""

# Where most readers have their mailbox. A domain stands here only if the ones that are
# one slip away from it are no mail services of their own.
KNOWN = (
    *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk"),
    *("yahoo.com", "yahoo.co.uk", "icloud.com", "btinternet.com", "proton.me"),
    *(
        "protonmail.com",
        "live.co.uk",
        "ntlworld.com",
        "virginmedia.com",
        "talktalk.net",
    ),
)
# Real services that are one slip away from another.
REAL = frozenset(
    {*KNOWN, "ymail.com", "gmx.com", "mail.com", "email.com", "hotmail.de"}
)


def did_you_mean(mail_to: str) -> str:
    """The address that was probably meant, or "" when nothing looks like a slip."""
    name, _, domain = mail_to.rpartition("@")
    if domain in REAL:
        return ""
    meant = next((known for known in KNOWN if is_one_slip(domain, known)), "")
    return f"{name}@{meant}" if meant else ""


def is_one_slip(typed: str, meant: str) -> bool:
    """One letter left out, put in, mistaken, or swapped with its neighbour."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    start = _same_letters(typed, meant)
    rest, aim = typed[start:], meant[start:]
    return (
        rest[1:] == aim[1:]
        or rest[1:] == aim
        or rest == aim[1:]
        or (rest[:2] == aim[:2][::-1] and rest[2:] == aim[2:])
    )


def _same_letters(typed: str, meant: str) -> int:
    """How many letters from the front are the same."""
    pairs = enumerate(zip(typed, meant, strict=False))
    differs = (place for place, (one, other) in pairs if one != other)
    return next(differs, min(len(typed), len(meant)))
