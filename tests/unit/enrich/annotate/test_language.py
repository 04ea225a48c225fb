"""Which language a text is in, and what is safe to say of one that annotate cannot read."""

from collections.abc import Callable

import pytest

from schemas.annotations import ArticleAnnotated
from services.enrich.annotate.text import document, language
from services.enrich.knowledge.tables import Tables

Annotate = Callable[..., ArticleAnnotated]
LANGUAGES = language.build(Tables.open())
NEWS = {
    "en": "The army said on Monday that it had taken the town, which rebels have held for two years.",
    "de": "Die Armee hat nach eigenen Angaben am Montag die Stadt eingenommen, die von den Rebellen gehalten wurde.",
    "nl": "Het leger heeft maandag de stad ingenomen die door de rebellen werd bezet.",
    "sv": "Armén tog på måndagen staden som har hållits av rebellerna i två år, och det var inte den första.",
    "fi": "Armeija sanoi maanantaina, että se on vallannut kaupungin, joka oli kapinallisten hallussa.",
    "fr": "L’armée a annoncé lundi qu’elle avait pris la ville, qui est tenue par les rebelles depuis deux ans.",
    "es": "El ejército anunció el lunes que ha tomado la ciudad, en manos de los rebeldes desde hace dos años.",
    "pt": "O exército disse na segunda-feira que tomou a cidade, que não estava nas mãos do governo há dois anos.",
    "it": "L’esercito ha annunciato lunedì di aver preso la città, che è nelle mani dei ribelli da due anni.",
    "ro": "Armata a anunțat luni că a cucerit orașul care este de doi ani în mâinile rebelilor, dar nu și podul.",
    "pl": "Armia poinformowała w poniedziałek, że zajęła miasto, które od dwóch lat jest w rękach rebeliantów.",
    "cs": "Armáda v pondělí uvedla, že obsadila město, které je už dva roky v rukou povstalců a které se brání.",
    "hu": "A hadsereg hétfőn közölte, hogy elfoglalta a várost, amely már két éve a lázadók kezén van.",
    "tr": "Ordu isyancıların elinde olan kenti aldığını ve bunun için daha çok beklediğini açıkladı.",
    "id": "Tentara mengatakan pada hari Senin bahwa kota itu telah direbut dari pemberontak yang ada di sana.",
    "vi": "Quân đội cho biết hôm thứ Hai rằng họ đã chiếm thị trấn và các làng của quân nổi dậy trong hai năm.",
    "sw": "Jeshi la nchi hiyo limesema kwamba limeuteka mji huo ambao ulikuwa katika mikono ya waasi kwa miaka miwili.",
    "ru": "Армия заявила в понедельник, что она заняла город, который был в руках повстанцев, но не весь.",
    "uk": "Армія заявила в понеділок, що вона зайняла місто, яке було в руках повстанців, але не все й не одразу.",
    "el": "Ο στρατός ανακοίνωσε τη Δευτέρα ότι κατέλαβε την πόλη που είναι στα χέρια των ανταρτών από το 2015.",
    "ar": "قال الجيش يوم الاثنين إن القوات سيطرت على البلدة التي كانت في يد المتمردين بعد معارك مع الجماعة.",
    "fa": "ارتش روز دوشنبه گفت که این شهر را از شورشیان پس گرفته است و با آنان در خیابان ها می جنگد.",
    "he": "הצבא אמר ביום שני כי הוא כבש את העיר, גם אם לא את כל השכונות של המורדים.",
    "zh": "军方星期一说，他们已经夺取了叛军控制两年的城镇。",
    "ja": "軍は月曜日、反政府勢力が二年間支配していた町を奪還したと発表した。",
    "ko": "군은 월요일 반군이 이 년 동안 장악한 마을을 되찾았다고 발표했다.",
    "th": "กองทัพกล่าวเมื่อวันจันทร์ว่าได้ยึดเมืองที่กบฏครอบครองมาสองปีแล้ว",
    "und": "ქალაქი",
}
MEANT = NEWS | {"ka": NEWS["und"]}
del MEANT["und"]


def seen(text: str) -> str | None:
    return language.of(document.read("", text), LANGUAGES, None).code


@pytest.mark.parametrize("code", MEANT)
def test_a_sentence_of_news_says_its_language(code: str) -> None:
    assert seen(MEANT[code]) == code


@pytest.mark.parametrize(
    "text", ["", "Turkey, Russia bomb IS", "1 2 3", "Le Monde", "Angela Merkel trifft Putin", "\ud800 \u202e"]
)
def test_too_few_words_say_nothing_and_are_read_as_english(text: str) -> None:
    found = language.of(document.read("", text), LANGUAGES, None)
    assert (found.code, found.english) == (None, True)


def test_words_of_no_language_that_we_know_are_undetermined() -> None:
    assert seen("qorba mizdu felta wornik " * 30) == "und"


def test_a_quotation_makes_no_text_foreign() -> None:
    assert seen(f"{NEWS['en']} In his own words: {NEWS['de']} The minister would not say more, and he left.") == "en"


@pytest.mark.parametrize(
    ("told", "text", "code", "english"),
    [
        ("en-US", NEWS["en"], "en-US", True),
        ("English", NEWS["en"], "English", True),
        ("de", NEWS["en"], "en", True),
        ("en", NEWS["fr"], "fr", False),
        ("fr_CA", NEWS["fr"], "fr_CA", False),
        ("xx", "Russia bombed Aleppo.", "xx", False),
        ("en", "Russia bombed Aleppo.", "en", True),
    ],
)
def test_what_the_words_plainly_say_goes_before_what_was_told(told: str, text: str, code: str, english: bool) -> None:
    found = language.of(document.read("", text), LANGUAGES, told)
    assert (found.code, found.english) == (code, english)


def test_another_language_gives_its_safe_names_and_no_claims(annotated: Annotate) -> None:
    text = (
        "La Russie et la Turquie ont mené des frappes. Russia attacks Turkey, a titré un journal de Moscow, selon le "
        "ministre, qui est attendu à Damascus. Les forces de la ville de Reading ne sont pas sur place. Nice est calme."
    )
    annotation = annotated(text)
    assert annotation.language == "fr"
    assert annotation.claims == ()
    assert {actor.id for actor in annotation.actors} == {"RUS", "TUR", "SYR"}
    assert {place.name for place in annotation.places} >= {"Russia", "Moscow", "Damascus"}
    assert "ont" not in {mention.text.lower() for place in annotation.places for mention in place.mentions}


def test_small_words_that_are_also_names_are_no_names_in_another_language(annotated: Annotate) -> None:
    text = "Man ist nach Para nicht weit. Die Armee hat die Stadt und das Land auf dem Weg von Mali besetzt."
    assert {mention.text for place in annotated(text).places for mention in place.mentions} == {"Mali"}
