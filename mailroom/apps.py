from django.apps import AppConfig


class MailroomConfig(AppConfig):
    name = "mailroom"

    def ready(self) -> None:
        from config import health
        from mailroom import delivery

        health.watch_queue("letters", delivery.oldest_due_seconds)
