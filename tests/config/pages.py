"""A public page to try the two stores with."""

import time

from django.http import HttpResponse

from config import page_memory, public_pages


class View:
    """A public view that counts how often it was really asked."""

    def __init__(self, **options):
        self.made = 0
        self.status = 200
        self.pause_seconds = 0.0
        self.fault = None
        self.while_making = lambda: None
        self.page = public_pages.public_page(**options)(self._make)
        self.ask = page_memory.answer_from_memory(self.page)

    def _make(self, request):
        self.made += 1
        time.sleep(self.pause_seconds)
        self.while_making()
        if self.fault:
            raise self.fault
        return HttpResponse(f"page {self.made} " + "words " * 100, status=self.status)
