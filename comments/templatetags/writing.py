"""The form of a thread's page, which is the same for every reader."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from comments.forms import WritingForm
from comments.models import Comment

register = template.Library()


@register.simple_tag
def form_or_new(form: WritingForm | None) -> WritingForm:
    """The form that came back, or one in which nothing was written yet."""
    return form or WritingForm()


@register.simple_tag
def comment_text(comment: Comment) -> SafeString:
    """A comment's text, which was made safe when it was written (`comments.text`)."""
    return mark_safe(comment.body_html)  # noqa: S308
