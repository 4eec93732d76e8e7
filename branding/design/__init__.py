"""The living page of all parts of the design, at `/design/` (docs/adr/0043).

A part is drawn there by the template that the site itself draws it by. Each app
registers its own, with made-up things to draw, so no copy of a part can go stale; a
test holds that none is left out.
"""
