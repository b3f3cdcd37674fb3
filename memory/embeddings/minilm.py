"""The files of all-MiniLM-L6-v2, which a person fetches: Baton downloads none, and loads none but exactly these.

They are what the model's authors published at REVISION. The hashes are of the whole files, and what is loaded is the
bytes that were hashed, so nothing can be exchanged in between.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

NAME = "all-MiniLM-L6-v2"
NUMBERS = 384  # of a vector
LONGEST = 256  # tokens of a text that it looks at
REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
HOW = "docs/how-to/tune-memory.md says where it comes from"


@dataclass(frozen=True)
class Pinned:
    """A file as it has to be. `sha256`: in hex."""

    name: str
    size: int  # bytes
    sha256: str

    def read(self, folder: Path) -> bytes:
        """Raises WrongFile. A file of another size isn't read at all."""
        path = folder / self.name
        try:
            found = path.stat().st_size
            data = path.read_bytes() if found == self.size else b""
        except OSError as error:
            raise WrongFile(f"“{path}” can’t be read ({error.strerror}): {HOW}.") from error
        if found != self.size:
            raise WrongFile(
                f"“{path}” has {found:,} bytes, and {NAME}’s has {self.size:,}. It is another file, "
                f"or only a part of it: fetch it again; {HOW}."
            )
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise WrongFile(
                f"“{path}” isn’t the {self.name} of {NAME}: its SHA-256 is another one. It isn’t used; {HOW}."
            )
        return data


class WrongFile(Exception):
    """The sentence says which, why, and what to do."""


MODEL = Pinned("model.onnx", 90_405_214, "6fd5d72fe4589f189f8ebc006442dbb529bb7ce38f8082112682524616046452")
TOKENIZER = Pinned(
    "tokenizer.json", 466_247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
)
FILES = (MODEL, TOKENIZER)


def read(folder: str) -> list[bytes]:
    """Model and tokenizer. Some tenths of a second. Raises WrongFile, also where no folder is named."""
    if not folder:
        raise WrongFile(f"EMBEDDINGS_FOLDER names no folder with the files of {NAME}: {HOW}.")
    return [file.read(Path(folder)) for file in FILES]
