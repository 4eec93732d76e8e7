"""Slips in well-known mail domains, offered mended and never mended by themselves."""

import pytest

from mailroom.slips import KNOWN, did_you_mean


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ada@gmial.com", "ada@gmail.com"),
        ("ada@gmal.com", "ada@gmail.com"),
        ("ada@gmaill.com", "ada@gmail.com"),
        ("ada@gmail.con", "ada@gmail.com"),
        ("ada@gmail.co", "ada@gmail.com"),
        ("ada@hotmial.com", "ada@hotmail.com"),
        ("ada@yaho.co.uk", "ada@yahoo.co.uk"),
        ("Ada.Field+x@outlok.com", "Ada.Field+x@outlook.com"),
    ],
)
def test_a_slip_is_seen(typed, meant):
    assert did_you_mean(typed) == meant


@pytest.mark.parametrize("domain", [*KNOWN, "ymail.com", "gmx.com", "mail.com"])
def test_a_real_service_is_no_slip(domain):
    assert did_you_mean(f"ada@{domain}") == ""


@pytest.mark.parametrize(
    "domain", ["example.org", "gmxil.cxm", "guardian.co.uk", "a.b"]
)
def test_another_domain_is_nobodys_slip(domain):
    assert did_you_mean(f"ada@{domain}") == ""
