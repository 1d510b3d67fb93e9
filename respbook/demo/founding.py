"""建镇的起头: units, posts and people of 青山镇."""

from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import (
    own_passwords,
    people,
    sign_in,
    units,
)
from respbook.demo import cast, town
from respbook.models.units import Unit
from respbook.queries.sessions import viewer_named
from respbook.rules.permissions import Role, Viewer
from respbook.rules.units import PostRole, UnitKind


@dataclass(frozen=True)
class Wanted:
    """示例规模: how many villages, which seed, whether every unit's texts carry a canary, the password of the cast."""

    villages: int = 30
    seed: int = 2026
    canaries: bool = False
    password: str = ""


class Founder:
    """建镇: who and what is there before the first programme; the rest of the year stands in build.py."""

    wanted: Wanted
    founder: Viewer
    units: dict[str, Unit]
    codes: dict[str, str]

    def now(self) -> datetime:
        """此刻 in the demo."""
        raise NotImplementedError

    def as_(self, login: str) -> Viewer:
        """以某人身份."""
        viewer = viewer_named(login)
        assert viewer is not None
        return viewer

    def _units(self) -> None:
        facts = units.UnitFacts(None, UnitKind.TOWN, town.TOWN.party_a, town.TOWN.name)
        root = units.add(facts, by=self.founder, now=self.now())
        self.units[town.TOWN.name] = root
        self._holder(root, PostRole.FIRST, "党委书记", town.TOWN.secretary)
        self._holder(root, PostRole.SECOND, "镇长", town.TOWN.mayor)
        deputy = next(person for person in cast.PEOPLE if person.login == "fenguan")
        self._holder(root, PostRole.DEPUTY, deputy.post, deputy.name)
        for place, village in enumerate(town.villages(self.wanted.seed, self.wanted.villages), 1):
            self._village(root, village, place)
        for place, office in enumerate(town.OFFICES, 1):
            name, short = self._marked(office.full_name, office.name, place + 1000)
            facts = units.UnitFacts(root.id, UnitKind.AFFILIATED, name, short, tags=office.tags, position=place)
            unit = self.units[office.name] = units.add(facts, by=self.founder, now=self.now())
            self._holder(unit, PostRole.FIRST, office.post, office.head)
            self._holder(unit, PostRole.CONTACT, "报送员", office.reporter)

    def _village(self, root: Unit, village: town.Village, place: int) -> None:
        name, short = self._marked(village.full_name, village.name, place)
        facts = units.UnitFacts(
            root.id,
            village.kind,
            name,
            short,
            village.households,
            village.population,
            village.farmland,
            village.tags,
            place,
        )
        unit = self.units[village.name] = units.add(facts, by=self.founder, now=self.now())
        for person, role in zip(
            cast.people_of_village(village),
            (PostRole.FIRST, PostRole.CONTACT)
            if village.one_head
            else (PostRole.FIRST, PostRole.SECOND, PostRole.CONTACT),
            strict=True,
        ):
            self._holder(unit, role, person.post, person.name)
        self._holder(unit, PostRole.STATIONED, "包村干部", village.stationed)
        for number, group in enumerate(village.groups, 1):
            below = units.UnitFacts(unit.id, UnitKind.GROUP, group.name, "", group.households, position=number)
            self._holder(units.add(below, by=self.founder, now=self.now()), PostRole.FIRST, "社长", group.head)

    def _marked(self, name: str, short: str, number: int) -> tuple[str, str]:
        """With canaries, every unit's texts carry a word of its own: a leak is found by a search (safety R24)."""
        mark = f"CANARY-U{number}" if self.wanted.canaries else ""
        return name + mark, short + mark

    def _holder(self, unit: Unit, role: PostRole, post: str, name: str) -> None:
        phone = f"139{(unit.id * 7919 + len(name) * 31) % 10**8:08d}"
        facts = units.HolderFacts(role, post, name, phone, date(2025, 1, 1))
        units.appoint(unit.id, facts, by=self.founder, now=self.now())

    def _people(self) -> None:
        for person in cast.PEOPLE:
            self._person(person, enters=True)
        all_villages = town.villages(self.wanted.seed, self.wanted.villages)
        for village in all_villages:
            for person in cast.people_of_village(village):
                self._person(person, enters=village is all_villages[0])
        for office in town.OFFICES:
            for person in cast.people_of_office(office):
                self._person(person, enters=False)

    def _person(self, person: cast.Person, *, enters: bool) -> None:
        roles = frozenset(Role(role) for role in person.roles)
        above = town.TOWN.name if roles & {Role.CLERK, Role.LEADER} else person.unit
        facts = people.PersonFacts(person.login, person.name, self.units[above].id, "", roles)
        _, code = people.add(facts, by=self.founder, now=self.now())
        self.codes[person.login] = code
        if enters:
            self._enter(person.login)

    def _enter(self, login: str) -> None:
        where = sign_in.Where(f"demo-{login}", "建镇")
        own_passwords.enter_by_code(self.codes[login], self.wanted.password, where=where, now=self.now())
