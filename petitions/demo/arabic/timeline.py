"""The history of the campaign, by the title of each line in `timeline`."""

ENTRIES: dict[str, dict[str, str]] = {
    "The first run, during the war in Syria": {
        "title": "الدورة الأولى، في أثناء الحرب في سوريا",
        "text": (
            "يُسأل القرّاء أول مرة أن يقولوا إن اللاجئين أهل وسهل، وأن يطالبوا حكومة"
            " المملكة المتحدة باستقبال نصيبها من الفارّين."
        ),
    },
    "Renewed, days after the invasion of Ukraine": {
        "title": "تجدّدت الحملة بعد أيام من غزو أوكرانيا",
        "text": (
            "بعد سبع سنوات تطلب الحملة من جديد: عوناً للبلدان التي تستقبل الناس،"
            " وملاذاً آمناً في المملكة المتحدة. وتُفتح إلى جانب العريضة حملة تبرعات"
            " للصليب الأحمر ومنظمة «أنقذوا الأطفال»، ترجو جمع 100,000 جنيه إسترليني."
        ),
    },
    "100,000 names in 48 hours": {
        "title": "100,000 اسم في 48 ساعة",
        "text": "بعد يومين من تجديد الحملة وقّع مئة ألف قارئ.",
    },
    "The money now goes to the Disasters Emergency Committee": {
        "title": "تذهب التبرعات الآن إلى لجنة الطوارئ والكوارث",
        "text": (
            "منذ اليوم يصل ما يقدّمه القرّاء إلى منظمات النداء المشترك. وقد بلغ في"
            " النهاية 145,000 جنيه إسترليني؛ ومع صحيفة شقيقة، ومع 56,000 جنيه قابلتها"
            " الحكومة بمثلها، زاد على 400,000."
        ),
    },
    "200,000 names in a fortnight": {"title": "200,000 اسم في أسبوعين"},
    "A quarter of a million names": {
        "title": "ربع مليون اسم",
        "text": (
            "وقّع 250,000 قارئ. وأظهرت آخر صفحة عامة للعريضة 265,826 اسماً، في الطريق"
            " إلى 300,000."
        ),
    },
}


def draft(count: int, petition: str) -> dict[str, str]:
    """The line that waits for an editor, of the last milestone, a round hundred."""
    return {
        "title": f"{count} توقيع في الأيام الأولى على موقعنا",
        "text": f"تجاوزت عريضة «{petition}» {count} توقيع مؤكَّد.",
    }
