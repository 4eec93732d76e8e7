"""When the scheduler rings at which task's door.

A ring carries nothing: each task finds in the database what is due.
"""


def _every(seconds: float, task: str) -> dict[str, object]:
    """A doorbell. It expires before the next one rings, so rings never pile up."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds * 2}}


RINGS = {
    # What a reader waits for: this, the page's second, and the proxy's.
    "raise the public counts": _every(0.5, "petitions.tasks.drain_counts"),
    "write letters that are due": _every(1, "petitions.tasks.write_letters"),
    "send letters that are waiting": _every(1, "mailroom.tasks.send_letters"),
    "send webhooks that are waiting": _every(2, "webhooks.tasks.send_webhooks"),
    "close petitions at their time": _every(10, "petitions.tasks.close_due"),
    "announce stories and corrections": _every(10, "campaigns.tasks.publish_stories"),
    "write letters about corrections": _every(10, "petitions.tasks.write_corrections"),
    "draw cards for other sites": _every(10, "petitions.tasks.draw_cards"),
    "make spreadsheets that were asked for": _every(
        2, "petitions.tasks.make_spreadsheets"
    ),
    "delete spreadsheets of yesterday": _every(
        600, "petitions.tasks.delete_spreadsheets"
    ),
    "make smaller forms of pictures": _every(5, "campaigns.tasks.make_renditions"),
    "drop pictures of no story": _every(3600, "campaigns.tasks.drop_stray_pictures"),
    "purge given-up signatures": _every(3600, "petitions.tasks.purge_signatures"),
    "delete the names of what ended long ago": _every(
        3600, "petitions.tasks.anonymise_ended"
    ),
    "take out signatures, or put them back": _every(
        2, "petitions.tasks.carry_out_removals"
    ),
    "draft lines of the timeline": _every(20, "petitions.tasks.draft_timeline"),
    "write letters about renewals": _every(2, "petitions.tasks.write_renewal_letters"),
    "prove the counts of petitions": _every(3600, "petitions.tasks.prove_counts"),
    "settle counts of frozen petitions": _every(60, "petitions.tasks.settle_renewals"),
    "purge given-up subscriptions": _every(3600, "campaigns.tasks.purge_subscriptions"),
    "make the search anew": _every(3600, "campaigns.tasks.reindex"),
    "purge old letters": _every(3600, "mailroom.tasks.purge_letters"),
    "purge old webhooks": _every(3600, "webhooks.tasks.purge_webhooks"),
    "purge accounts never verified": _every(3600, "accounts.tasks.purge_accounts"),
    "purge what nobody came back for": _every(3600, "accounts.tasks.purge_pending"),
    "erase accounts whose time is up": _every(3600, "accounts.tasks.erase_accounts"),
    "raise the counts of threads": _every(1, "comments.tasks.drain_counts"),
    "prove the counts of threads": _every(86400, "comments.tasks.recount"),
    "blank deleted comments": _every(3600, "comments.tasks.purge_deleted"),
    "tell followers": _every(2, "comments.tasks.tell_followers"),
    "write letters about notices": _every(5, "comments.tasks.write_notice_letters"),
    "purge old notices": _every(3600, "comments.tasks.purge_notices"),
    "ask the forum's checker": _every(1, "comments.tasks.ask_checker"),
    "fold the forum's months": _every(3600, "comments.tasks.fold_months"),
    "purge the forum's moderation": _every(3600, "comments.tasks.purge_moderation"),
    "look into Stripe's events": _every(2, "donations.tasks.process_events"),
    "compare the books with Stripe's": _every(86400, "donations.tasks.reconcile"),
    "tell yearly donors of the next charge": _every(
        3600, "donations.tasks.forewarn_yearly"
    ),
    "end the gifts of donors who left": _every(60, "donations.tasks.stop_gifts"),
    "end the names of donors": _every(3600, "donations.tasks.end_names"),
    "purge Stripe's old events": _every(3600, "donations.tasks.purge_events"),
    "purge old Gift Aid declarations": _every(3600, "donations.tasks.purge_gift_aid"),
}
