"""What an endpoint may be told of: the names of events, and who wants which.

A name is for ever, and so is each field of its data (docs/webhooks.md): other people's
programs read them. New ones may be added.
"""

MILESTONE = "petition.milestone"
STATE = "petition.state"
STORY = "story.published"
# Sent by a button at the desk, to one endpoint, which need not want it.
TEST = "webhook.test"

# The column of an endpoint that says whether it wants events of a kind.
WISHES = {
    MILESTONE: "wants_milestones",
    STATE: "wants_states",
    STORY: "wants_stories",
}
