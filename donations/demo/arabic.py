"""The same ways to give on a site that speaks Arabic."""

from donations.demo.words import Words

WORDS = Words(
    reporting="الصحافة التي تقف وراء الحملة",
    reporting_note="لمن يذهبون إلى المكان ويسألون ويكتبون.",
    reporting_fund="صندوق ميريديان للتحقيقات، وهو مؤسسة خيرية متخيَّلة",
    appeal="طعام ومأوى ومعطف دافئ",
    appeal_note="لمن اضطروا إلى ترك أوكرانيا، ولمن آووهم.",
    first_charities="الصليب الأحمر البريطاني ومنظمة «أنقذوا الأطفال»",
    charities="لجنة الطوارئ والكوارث",
    matched_by="حكومة المملكة المتحدة",
    partner="صحيفة شقيقة",
    reported="تقارير هذه الصحيفة عام 2022",
)
