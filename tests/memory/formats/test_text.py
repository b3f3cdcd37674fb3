import pytest

from memory.formats.text import decode
from memory.refusals import Unreadable

MENU = "Crème brûlée for two\nOlé"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1"])
def test_it_reads_the_usual_encodings(encoding):
    assert decode(MENU.encode(encoding)) == MENU


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-32-be"])
def test_it_reads_either_order_of_bytes_by_the_mark(encoding):
    assert decode(("\ufeff" + MENU).encode(encoding)) == MENU


def test_it_reads_a_mixture_line_by_line():
    assert (
        decode("Crème\n".encode() + "Brûlée – “fresh”\r\n".encode("cp1252")) == "Crème\nBrûlée – “fresh”\r\n"
    )


def test_it_reads_any_bytes_without_a_mark():
    assert len(decode(bytes(range(1, 256)))) > 200


def test_it_refuses_what_its_mark_doesnt_keep():
    with pytest.raises(Unreadable, match="says that it is Unicode"):
        decode(b"\xef\xbb\xbf\xff\xff")
