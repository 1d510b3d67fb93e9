"""示例年终: rubric, assessment, results and accountability in the order of a real year; who does what of it."""

from datetime import date, datetime, time, timedelta

from respbook.demo import announcing, assessing, findings, ladder, measures, rubric, score_matters, town
from respbook.demo.assessing import HEARD, OPENED, Days
from respbook.demo.overseeing import Overseer
from respbook.demo.targets import YEAR_PROGRAMME
from respbook.models.programmes import Programme
from respbook.queries.workdays import calendar_of
from respbook.rules.chinese import CHINA, china_day


class YearEnd(Overseer):
    """考核的一年: the rubric in spring, the assessment in the last three weeks before the day of the building."""

    rubric_id: int

    def _ruled(self, yearly: Programme) -> None:
        """考核细则 of the year's programme."""
        title = f"{town.TOWN.name}{YEAR_PROGRAMME.year}年环境保护工作考核细则"
        row = rubric.published(yearly.id, title, with_parts=False, by=self.as_("jingban"), now=self.now())
        self.rubric_id = row.id
        self.say(f"已发布考核细则，{title}")

    def _last(self) -> date:
        """As far as the year has come: yesterday in the early morning, the end of the term afterwards."""
        last = min(china_day(self.clock()), YEAR_PROGRAMME.ends)
        if self.clock() < datetime.combine(last, time(10, 59), CHINA):
            last -= timedelta(days=1)
        return last

    def _assessed(self, yearly: Programme) -> None:
        """年终考核 from its opening to the released result."""
        days = Days(calendar_of(self.ids[town.TOWN.name]), self._last())
        if days.on(OPENED) <= YEAR_PROGRAMME.starts:
            return
        hands = assessing.Hands(
            self._reporter_of,
            self.as_("jingban"),
            self.as_("kaohe"),
            self.as_("kaohe2"),
            self.as_("fenguan"),
            self.as_("zhenzhang"),
            self.tools,
        )
        row = assessing.opened(self.rubric_id, YEAR_PROGRAMME.starts, days, hands)
        count = assessing.self_scored(row.id, days, hands)
        self.say(f"年终考核已开始，{count}个单位作了自评，{self._matters(yearly, days)}")
        self.say(f"考核组已评分、复核{assessing.marked_and_confirmed(row.id, days, hands)}张评分表")
        announcing.announced(row.id, days, hands)
        said = announcing.appealed(row.id, days, hands)
        announcing.released(row.id, days, hands)
        self.say(f"考核结果已公示、定稿、发布；{said}")

    def _matters(self, yearly: Programme, days: Days) -> str:
        """计分事项 and the 一票否决 that was refused."""
        told_at, decided_at = days.at(OPENED, 10), days.at(HEARD, 9)
        hands = findings.Hands(
            self._reporter_of, self.as_("jingban2"), self.as_("kaohe"), self.as_("zhenzhang"), self.tools.store
        )
        places = [self.ids[each.name] for each in town.villages(self.wanted.seed, self.wanted.villages)]
        rows = score_matters.heard(yearly.id, hands, told_at, decided_at)
        before = told_at.date() - timedelta(days=30)
        score_matters.praised(yearly.id, places[1 % len(places)], before, hands, told_at)
        score_matters.spared(yearly.id, places[2 % len(places)], before, hands, told_at, decided_at)
        return f"{len(rows)}件计分事项听取陈述后已决定，1件一票否决不予采纳"

    def _accounted(self, yearly: Programme) -> None:
        """问责 of the last months."""
        places = [self.ids[each.name] for each in town.villages(self.wanted.seed, self.wanted.villages)]
        hands = measures.Hands(self.as_("jingban"), self.as_("zhenzhang"), self._reporter_of, self.tools)
        self.say(measures.accounted(yearly.id, (places * 4)[:4], self._last(), hands))
        self.say(f"按问责阶梯的建议：{ladder.climbed(yearly.id, self._last(), hands)}")
