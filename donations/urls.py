from django.urls import path

from donations.views import (
    changing,
    gifts,
    giving,
    giving_as_reader,
    links,
    managing,
    standin,
    stripe_events,
)

app_name = "donations"

urlpatterns = [
    path("donate/<slug:campaign>/", giving.give, name="give"),
    path(
        "donate/<slug:campaign>/checkout/<int:channel>/",
        giving.checkout,
        name="checkout",
    ),
    path(
        "donate/<slug:campaign>/checkout/<int:channel>/as-reader/",
        giving_as_reader.press,
        name="give_as_reader",
    ),
    path(
        "donate/<slug:campaign>/names/<int:channel>/",
        giving.names,
        name="names",
    ),
    path("donate/<slug:campaign>/thanks/", giving.thanks, name="thanks"),
    path("gifts/<uuid:donation>/manage/", managing.manage, name="manage"),
    path("gifts/<uuid:donation>/manage/sum/", changing.change, name="sum"),
    path("gifts/by-letter/<token>/sum/", changing.by_letter, name="sum_by_letter"),
    path("gifts/by-letter/<token>/", managing.manage_link, name="manage_link"),
    path("go/<int:channel>/", links.go, name="go"),
    path("donations/stripe/", stripe_events.receive, name="stripe_events"),
    path("accounts/me/gifts/", gifts.of_reader, name="my_gifts"),
    path("accounts/me/gifts/<int:year>/", gifts.year_of_reader, name="my_gifts_of"),
    path("accounts/me/gifts/receipt/", gifts.send_my_receipt, name="send_my_receipt"),
    path("accounts/me/gifts/<uuid:pk>/name/", gifts.my_name, name="my_wall_name"),
    path("accounts/me/gifts/<uuid:pk>/pay/", giving_as_reader.pay, name="pay"),
    path("gifts/<str:token>/<int:year>/", gifts.year_of_mailbox, name="gifts_of"),
    path("gifts/<str:token>/receipt/", gifts.send_receipt, name="send_receipt"),
    path("gifts/<str:token>/<uuid:pk>/name/", gifts.name, name="wall_name"),
    path("gifts/<str:token>/<uuid:pk>/gift-aid/", gifts.gift_aid, name="gift_aid"),
    path(
        "accounts/me/gifts/<uuid:pk>/gift-aid/", gifts.my_gift_aid, name="my_gift_aid"
    ),
    path("gifts/<path:token>/", gifts.of_mailbox, name="gifts"),
    path("stand-in/pay/<slug:session_id>/", standin.pay, name="standin_pay"),
    path("stand-in/portal/<slug:portal_id>/", standin.portal, name="standin_portal"),
]
