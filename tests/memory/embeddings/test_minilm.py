"""Only exactly the published files are used: every other one is refused with a sentence."""

import pytest

from memory.embeddings import minilm
from tests.memory.embeddings import tiny


@pytest.fixture
def pinned(tmp_path, monkeypatch):
    monkeypatch.setattr(minilm, "FILES", tiny.write(tmp_path))
    return tmp_path


def refusal(folder) -> str:
    with pytest.raises(minilm.WrongFile) as told:
        minilm.read(str(folder))
    return str(told.value)


def test_it_gives_the_bytes_of_what_is_right(pinned):
    assert minilm.read(str(pinned)) == [tiny.model(), tiny.tokenizer()]


def test_it_refuses_one_that_differs_in_a_bit(pinned):
    data = bytearray(tiny.model())
    data[-1] ^= 1
    (pinned / "model.onnx").write_bytes(data)
    assert "isn’t the model.onnx of all-MiniLM-L6-v2: its SHA-256 is another one" in refusal(pinned)


def test_it_refuses_half_a_download_before_it_reads_it(pinned):
    (pinned / "tokenizer.json").write_bytes(tiny.tokenizer()[:40])
    assert "has 40 bytes, and all-MiniLM-L6-v2’s has" in refusal(pinned)


def test_it_says_which_file_is_missing_and_where(pinned):
    (pinned / "tokenizer.json").unlink()
    assert f"“{pinned}/tokenizer.json” can’t be read (No such file or directory)" in refusal(pinned)
    assert "can’t be read" in refusal(pinned / "nowhere")


def test_it_says_that_no_folder_is_named():
    assert refusal("").startswith("EMBEDDINGS_FOLDER names no folder")


def test_it_takes_no_other_model_for_the_published_one(tmp_path):
    """The hashes that are shipped: of the whole files, as their authors published them."""
    tiny.write(tmp_path)
    assert "It is another file" in refusal(tmp_path)
    assert all(len(file.sha256) == 64 and int(file.sha256, 16) for file in minilm.FILES)
