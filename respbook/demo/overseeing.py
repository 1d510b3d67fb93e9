"""示例督查: the steps of the building that tell of problems, inspections, orders and circulars, and who speaks for a unit."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from respbook.actions.issuing import Tools
from respbook.demo import cast, circulars, findings, inspections, orders, town
from respbook.demo.founding import Founder
from respbook.demo.targets import YEAR_PROGRAMME
from respbook.rules.chinese import CHINA, china_day
from respbook.rules.permissions import Viewer


class Overseer(Founder):
    """督查的一年: each step goes as far as the day of the building."""

    tools: Tools
    clock: Callable[[], datetime]
    say: Callable[[str], None]
    ids: dict[str, int]

    def _found(self, last: date) -> None:
        """督查整改: problems in every state up to the same day."""
        villages = [self.ids[each.name] for each in town.villages(self.wanted.seed, self.wanted.villages)]
        hands = findings.Hands(
            self._reporter_of, self.as_("jingban2"), self.as_("kaohe"), self.as_("zhenzhang"), self.tools.store
        )
        self.say(f"已登记督查发现{findings.lived(last, villages, hands)}件，各种整改状态都有")

    def _circulars(self) -> None:
        """通报: one issued with its photos, one as a draft that the register has overtaken."""
        last = min(china_day(self.clock()), YEAR_PROGRAMME.ends)
        if self.clock() < datetime.combine(last, time(10, 59), CHINA):
            last -= timedelta(days=1)
        hands = circulars.Hands(self.as_("jingban"), self.as_("kaohe"), self.as_("zhenzhang"), self.tools)
        places = [unit_id for name, unit_id in self.ids.items() if name != town.TOWN.name]
        row = circulars.told(last, places, town.TOWN.party_a, hands)
        self.say(f"已签发督查通报{row.number_text}，另有1份通报在拟稿")

    def _pursued(self) -> None:
        """督查: problems at three villages that have a reporter, with what was sent to them."""
        last = min(china_day(self.clock()), YEAR_PROGRAMME.ends)
        places = [self.ids[each.name] for each in town.villages(self.wanted.seed, self.wanted.villages)]
        reached = [unit_id for unit_id in places if self._reporter_of(unit_id) is not None]
        if len(reached) >= 3:
            hands = orders.Hands(self.as_("kaohe"), self._reporter_of, self.tools)
            self.say(orders.pursued(reached, last, hands))

    def _inspected(self) -> None:
        """督查: up to yesterday, or up to the end of the year that the letters speak of."""
        last = min(china_day(self.clock()) - timedelta(days=1), YEAR_PROGRAMME.ends)
        first, second = self.as_("kaohe"), self.as_("kaohe2")
        hands = inspections.Hands(self._reporter_of, self.as_("jingban"), first, second, self.as_("fenguan"))
        self.say(inspections.lived(last, hands))

    def _reporter_of(self, unit_id: int) -> Viewer | None:
        """某单位的填报员."""
        login = self._login_of(unit_id, "reporter")
        return self.as_(login) if login else None

    def _signer_of(self, unit_id: int) -> Viewer | None:
        """某单位的签字人."""
        login = self._login_of(unit_id, "signer")
        return self.as_(login) if login else None

    def _login_of(self, unit_id: int, role: str) -> str:
        """某单位签字人或填报员的用户名."""
        name = next((name for name, known in self.ids.items() if known == unit_id), "")
        villages = town.villages(self.wanted.seed, self.wanted.villages)
        people = [each for village in villages if village.name == name for each in cast.people_of_village(village)]
        people += [each for office in town.OFFICES if office.name == name for each in cast.people_of_office(office)]
        return next((each.login for each in people if role in each.roles), "")
