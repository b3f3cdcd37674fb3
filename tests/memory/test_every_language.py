"""Recall by words alone, in languages of every kind: with forms of words, without, and without spaces."""

import pytest
from django.db import connection

from memory import recall
from tenants import languages
from tenants.models import Client
from tenants.scope import scope, tenant_tx

HOUSES = {  # language → what is known, by title; then what is asked, and what is to be found first
    "pl": (
        {
            "Śniadania": "Śniadanie podajemy od siódmej do dziesiątej w sali z widokiem na jezioro.",
            "Parking": "Parking za domem jest bezpłatny, ale trzeba zająć miejsce przed północą.",
            "Psy": "Psy są mile widziane; prosimy nie zabierać ich do jadalni.",
        },
        {"Kiedy śniadanie?": "Śniadania", "“Parking” i jezioro": "Parking"},
    ),
    "ja": (
        {
            "朝食": "朝食は七時から十時まで、湖の見える広間でお出しします。パンは毎朝台所で焼いています。",
            "駐車場": "駐車場は無料ですが、夜中までにお車をお入れください。",
            "犬": "犬も歓迎します。食堂には連れて入らないでください。猫は二匹います。",
        },
        {"朝食の時間": "朝食", "パンを焼く": "朝食", "車を停めたい": "駐車場", "猫": "犬", "ネコと無料駐車": "駐車場"},
    ),
    "zh-Hans": (
        {
            "早餐": "早餐从七点供应到十点，在能看到湖的大厅里。面包每天早上现烤。",
            "停车": "房子后面可以免费停车，但请在午夜之前停好。",
            "狗": "欢迎带狗，但请不要把狗带进餐厅。我们有两只猫。",
        },
        {"几点吃早餐？": "早餐", "停车要钱吗": "停车", "猫": "狗", "烤面包": "早餐"},
    ),
    "ko": (
        {
            "아침": "아침 식사는 호수가 보이는 홀에서 일곱 시부터 열 시까지 드립니다.",
            "주차": "주차장은 무료이지만 자정 전에 차를 넣어 주십시오.",
            "강아지": "강아지도 환영합니다. 식당에는 데려오지 마십시오. 고양이가 두 마리 있습니다.",
        },
        {"호수에서": "아침", "무료로 주차": "주차", "고양이": "강아지"},
    ),
    "th": (
        {
            "อาหารเช้า": "อาหารเช้าเสิร์ฟตั้งแต่เจ็ดโมงถึงสิบโมงในห้องโถงที่มองเห็นทะเลสาบ",
            "ที่จอดรถ": "ที่จอดรถหลังบ้านไม่มีค่าใช้จ่าย แต่กรุณาจอดก่อนเที่ยงคืน",
            "สุนัข": "ยินดีต้อนรับสุนัข แต่กรุณาอย่าพาเข้าห้องอาหาร เรามีแมวสองตัว",
        },
        {"ทะเลสาบ": "อาหารเช้า", "จอดรถ": "ที่จอดรถ", "แมว": "สุนัข"},
    ),
    "ar": (
        {
            "الفطور": "نقدم الفطور من السابعة حتى العاشرة في القاعة المطلة على البحيرة، والخبز طازج.",
            "موقف السيارات": "موقف السيارات خلف البيت مجاني، ويغلق الباب عند منتصف الليل.",
            "الكلاب": "نرحب بالكلاب، ولا تدخل قاعة الطعام؟ عندنا قطتان.",
        },
        {"البحيرات": "الفطور", "سيارة": "موقف السيارات", "بالكلاب": "الكلاب", "مجاني": "موقف السيارات"},
    ),
    "fa": (
        {
            "صبحانه": "صبحانه از ساعت هفت در سالن رو به دریاچه‌ها داده می‌شود.",
            "پارکینگ": "پارکینگ پشت خانه رایگان است، درِ آن نیمه‌شب بسته می‌شود.",
        },
        {"دریاچه": "صبحانه", "رایگان؟": "پارکینگ"},
    ),
    "hi": (
        {
            "नाश्ता": "नाश्ता सात से दस बजे तक झील के सामने वाले कमरे में मिलता है।",
            "गाड़ी": "घर के पीछे गाड़ियाँ खड़ी करना मुफ़्त है।",
        },
        {"झीलों": "नाश्ता", "गाड़ी": "गाड़ी"},
    ),
}  # fmt: skip


@pytest.fixture
def ours(cast):
    return cast.ours.client


def by_words(client, query: str) -> list[str]:
    return [each.title for each in recall.search(client.pk, recall.Asked(query, None)).passages]


@pytest.mark.parametrize("code", HOUSES)
def test_it_finds_what_was_asked_by_words_alone(code, cast, ours, keep):
    known, asked = HOUSES[code]
    with scope([ours.pk], ours.agency_id):
        Client.objects.filter(pk=ours.pk).update(language=code)
    for title, text in known.items():
        keep(ours, text, title=title)
    found = {query: by_words(ours, query)[:1] for query in asked}
    assert found == {query: [title] for query, title in asked.items()}


def words(configuration: str, text: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(baton_words(%s, %s))", [configuration, text])
        return set(cursor.fetchone()[0])


def test_it_pairs_what_is_written_without_spaces_and_leaves_the_rest(db):
    assert words("pairs", "Baton は日本語、ＯＫ") == {
        "baton",
        "ok",
        "は日",
        "は",
        "日本",
        "本語",
        "日",
        "本",
        "語",
    }


def test_it_takes_typographic_marks_for_no_letters(db):
    assert words("simple", "“Quiet”—but don’t… «now» هنا، है।") == {
        "quiet", "but", "don", "t", "now", "هنا", "है"
    }  # fmt: skip


def test_it_takes_words_as_they_are_where_postgres_knows_no_forms_of_them(db):
    assert words("klingon", "Words of it") == {"words", "of", "it"}


@pytest.mark.parametrize("text", ["", " ", "。", "日", "\U0002000b\U0002000b", "a" * 3000, "語" * 3000])
def test_it_takes_any_text(db, text):
    for language in languages.ALL:
        words(language.words, text)


def test_pairs_are_kept_within_the_client(cast, ours, keep):
    for client in (ours, cast.rival.client):
        with scope([client.pk], client.agency_id):
            Client.objects.filter(pk=client.pk).update(language="ja")
        keep(client, "猫は二匹います。", title="猫")
    with tenant_tx(ours.pk):
        assert len(recall.search(ours.pk, recall.Asked("猫", None)).passages) == 1
