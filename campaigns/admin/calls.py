"""The desk for the rules that place calls to action in stories."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaigns.admin.forms import CallRuleForm
from campaigns.calls import registry, ruling
from campaigns.models import CallRule


@admin.register(CallRule)
class CallRuleAdmin(admin.ModelAdmin):
    form = CallRuleForm
    list_display = ["rule", "place", "starts_at", "ends_at", "is_on", "priority"]
    list_select_related = ["topic", "section", "campaign"]
    autocomplete_fields = ["topic", "section", "campaign"]
    readonly_fields = ["shown_on"]
    fieldsets = [
        (
            _("In which stories"),
            {
                "fields": ["topic", "section", "campaign"],
                "description": _(
                    "Choose one of the three. Stories that come later are meant too."
                ),
            },
        ),
        (
            _("What it asks"),
            {
                "fields": ["kind", "target", "words"],
                "description": _(
                    "A story whose editor placed the same call is left as it is."
                ),
            },
        ),
        (
            _("Where and when"),
            {
                "fields": [
                    *("after_paragraph", "starts_at", "ends_at"),
                    *("most_in_story", "priority"),
                ]
            },
        ),
        (_("On the site now"), {"fields": ["shown_on"]}),
    ]

    @admin.display(description=_("rule"))
    def rule(self, rule: CallRule) -> str:
        kind = registry.find(rule.kind)
        label = kind.label if kind else rule.kind
        what = f"{label}: {rule.target}" if rule.target else str(label)
        return gettext("%(what)s, in stories of %(scope)s") % {
            "what": what,
            "scope": rule.scope,
        }

    @admin.display(description=_("place"))
    def place(self, rule: CallRule) -> str:
        if rule.after_paragraph is None:
            return gettext("at the end")
        return gettext("after paragraph %d") % rule.after_paragraph

    @admin.display(description=_("running"), boolean=True)
    def is_on(self, rule: CallRule) -> bool:
        return rule.is_running

    @admin.display(description=_("shown in"))
    def shown_on(self, rule: CallRule) -> str:
        if rule.pk is None:
            return gettext("Save the rule to see in which stories it shows.")
        if not rule.is_running:
            return gettext("In none: it is not yet, or no longer, its time.")
        stories = ruling.shown_on(rule)
        if not stories:
            return gettext(
                "In none: no story of these is published, their editors placed the same"
                " call, other rules came first, or it leads nowhere now."
            )
        said = ngettext(
            "Readers see it in %d story now:",
            "Readers see it in %d stories now:",
            len(stories),
        )
        links = format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            ((story.url, story.headline) for story in stories),
        )
        shown = format_html("{} {}", said % len(stories), links)
        if rule.stories.count() <= ruling.MOST_LOOKED_AT:
            return shown
        more = gettext("Only the newest %d were looked at.") % ruling.MOST_LOOKED_AT
        return format_html("{}. {}", shown, more)
