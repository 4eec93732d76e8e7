"""Gift Aid: a charity claims back the tax that a donor paid on what was given.

`offering` says where it is offered, `wording` in which words, `fields` asks for it,
`declaring` keeps and cancels what was declared, `claiming` gathers payments for HMRC's
schedule, which `schedules` writes, and `keeping` ends what was kept long enough.
"""
