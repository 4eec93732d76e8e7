from django.urls import path

from donations.views import giving, links, managing, standin, stripe_events

app_name = "donations"

urlpatterns = [
    path("donate/<slug:campaign>/", giving.give, name="give"),
    path(
        "donate/<slug:campaign>/checkout/<int:channel>/",
        giving.checkout,
        name="checkout",
    ),
    path("donate/<slug:campaign>/thanks/", giving.thanks, name="thanks"),
    path("gifts/<uuid:donation>/manage/", managing.manage, name="manage"),
    path("gifts/by-letter/<token>/", managing.manage_link, name="manage_link"),
    path("go/<int:channel>/", links.go, name="go"),
    path("donations/stripe/", stripe_events.receive, name="stripe_events"),
    path("stand-in/pay/<slug:session_id>/", standin.pay, name="standin_pay"),
    path("stand-in/portal/<slug:portal_id>/", standin.portal, name="standin_portal"),
]
