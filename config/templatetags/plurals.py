"""Words in all their plurals, for a script to choose from."""

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from config import plurals

register = template.Library()


class EveryPlural(template.Node):
    def __init__(self, name: FilterExpression, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """As attributes; a form with the words of "other" is left out."""
        name = self.name.resolve(context)
        forms = {form: self._words(context, n) for form, n in plurals.samples().items()}
        told = [
            f'data-{name}-{form}="{words}"'
            for form, words in forms.items()
            if form == "other" or words != forms["other"]
        ]
        return mark_safe(" ".join(told))  # noqa: S308 (what a template prints)

    def _words(self, context: Context, number: int) -> str:
        with context.push(sample=number):
            return self.nodelist.render(context).strip().replace('"', "&quot;")


@register.tag
def every_plural(parser: Parser, token: Token) -> EveryPlural:
    """Write what is inside once for each plural of the language, by `count n=sample`.

    {% every_plural "left" %}{% blocktranslate count n=sample %}{number} thing left
    {% plural %}{number} things left{% endblocktranslate %}{% endevery_plural %} gives
    data-left-one="…" data-left-other="…", which `worded` of numbers.js reads.
    """
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endevery_plural",))
    parser.delete_first_token()
    return EveryPlural(parser.compile_filter(name), nodelist)
