"""Invented people in Arabic letters; some signers have kept Latin ones, as some do."""

from petitions.demo import people as english

FIRST_NAMES = [
    *("أحمد", "إلهام", "أمل", "أنس", "بسّام", "تالا", "جمانة", "حازم", "حنان", "خالد"),
    *("دانة", "رامي", "رانيا", "ريم", "زياد", "سارة", "سامر", "سلمى", "شادي", "عبير"),
    *("علي", "فادي", "فرح", "كريم", "لمى", "ليلى", "مازن", "مريم", "نادر", "نور"),
    *("هالة", "هشام", "وائل", "ياسمين", "يوسف"),
]
LAST_NAMES = [
    *("الأسمر", "البيروتي", "التلمساني", "الجمّال", "الحدّاد", "الخطيب", "الدوري"),
    *("الراوي", "الزيّات", "السبّاغ", "الشامي", "الصفدي", "الطرابلسي", "العطّار"),
    *("الفاسي", "القصّار", "الكاتب", "اللبّان", "المقدسي", "النجّار", "الوزّان"),
]
ARABIC = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
NAMES = [*ARABIC, *english.NAMES[:: len(english.NAMES) // 60]]
STAFF = {"Ada Field": "آدا فيلد", "Bo Lindqvist": "بو ليندكفيست"}
BYLINES = {
    "Imogen Hartley": "إيموجن هارتلي",
    "Tobias Okafor-Lane": "توبياس أوكافور لين",
}
