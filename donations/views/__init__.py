"""Giving: the page, the checkout, the hop to a fundraiser, and what Stripe posts."""
