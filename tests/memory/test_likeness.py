from memory.likeness import share, triples

WORDS = [f"word{n}" for n in range(40)]


def test_it_counts_of_the_shorter_text_what_the_longer_has_too():
    half = triples(" ".join(WORDS[:30]))
    whole = triples(" ".join(WORDS))
    assert share(half, whole) == share(whole, half) == 1.0
    other = triples(" ".join([*WORDS[:20], "else", *WORDS[20:]]))
    assert 0.9 < share(whole, other) < 1.0


def test_it_looks_at_words_and_not_at_how_they_are_set():
    text = " ".join(WORDS)
    assert triples(text.upper().replace(" ", ",\n")) == triples(text)


def test_it_knows_words_where_no_spaces_stand():
    text = "旅館は川のそばにあり、朝食は七時からです。犬も二部屋まで歓迎します。"
    assert share(triples(text), triples(text.replace("七時", "八時"))) > 0.8
    assert (
        share(
            triples(text),
            triples("駅から歩いて十分のところに新しい図書館が開きました。毎週月曜日は休みです。"),
        )
        < 0.1
    )


def test_it_says_nothing_about_short_texts():
    assert share(triples("Six rooms and a bar."), triples("Six rooms and a bar.")) == 0.0
    assert share(triples(""), triples("")) == 0.0
