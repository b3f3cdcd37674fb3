from pathlib import Path

from config.secret_key import secret_key_of


def test_it_makes_a_key_once_and_keeps_it_private(tmp_path: Path) -> None:
    key = secret_key_of(tmp_path / "new")
    assert len(key) >= 50
    assert secret_key_of(tmp_path / "new") == key
    assert secret_key_of(tmp_path / "other") != key
    assert (tmp_path / "new" / "secret-key").stat().st_mode & 0o777 == 0o600
