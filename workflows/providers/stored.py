"""An account that people type in on a page, and not in the environment: what its provider has to know of that."""

from dataclasses import dataclass, replace

from workflows.providers.abilities import Abilities
from workflows.providers.faults import THEN, Vendor


@dataclass(frozen=True)
class Stored:
    account: str  # as routes name it
    label: str = ""  # whom it leads to, at the begin of a sentence; "": as the vendor's
    place: str = ""  # where its key is changed, within a sentence
    guarded: bool = True  # its address is staff's: only public ones are connected to
    abilities: Abilities | None = None  # of a compatible server
    then: str = THEN

    def known_as(self, vendor: Vendor) -> Vendor:
        """The vendor, in the words of this account. What a server calls wrong is told by its own page, and no bug."""
        wrong = "misfit" if self.abilities else vendor.wrong
        label = self.label or vendor.label
        return replace(
            vendor, name=self.account, label=label, setting=self.place, then=self.then, wrong=wrong
        )
