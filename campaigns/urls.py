from django.urls import path

from campaigns.views import (
    archive,
    campaign,
    home,
    machines,
    newsletter,
    oembed,
    search,
    story,
    topic,
)

app_name = "campaigns"

urlpatterns = [
    path("", home.home, name="home"),
    path("archive/", archive.archive, name="archive"),
    path("campaigns/<slug:slug>/", campaign.detail, name="detail"),
    path("campaigns/<slug:campaign>/stories/<slug:slug>/", story.story, name="story"),
    path(
        "campaigns/<slug:slug>/feed.atom", machines.campaign_feed, name="campaign_feed"
    ),
    path("topics/", topic.topics, name="topics"),
    path("oembed", oembed.answer, name="oembed"),
    path("topics/<slug:slug>/", topic.topic, name="topic"),
    path("newsletter/confirm/<path:token>/", newsletter.confirm, name="subscribe"),
    path("newsletter/stop/<path:token>/", newsletter.stop, name="unsubscribe"),
    path("newsletter/<slug:slug>/", newsletter.sign_up, name="newsletter"),
    path("newsletter/<slug:slug>/sent/", newsletter.sent, name="newsletter_sent"),
    path("newsletter/<slug:slug>/thanks/", newsletter.thanks, name="newsletter_thanks"),
    path("topics/<slug:slug>/feed.atom", machines.topic_feed, name="topic_feed"),
    path("search/", search.search, name="search"),
    path("feed.atom", machines.feed, name="feed"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap_index"),
    path("sitemap-news.xml", machines.sitemap_news, name="sitemap_news"),
    path("sitemap-<slug:name>.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
]
