from tests.stand_in.fixtures import _stand_in_server, stand_in  # noqa: F401
