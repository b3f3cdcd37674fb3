import pytest

from config.database.server import buffers


@pytest.mark.parametrize(("gigabytes", "megabytes"), [(1, 128), (4, 256), (16, 512), (64, 512)])
def test_postgres_keeps_pages_in_a_share_of_the_computers_memory(gigabytes, megabytes):
    assert buffers(gigabytes * 2**30) == megabytes
