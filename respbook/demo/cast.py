"""示例人员 cast: the people of 青山镇 with their posts and roles; every name is invented."""

from dataclasses import dataclass

from respbook.demo.town import TOWN, Office, Village
from respbook.rules.units import UnitKind

ROLES = ("admin", "clerk", "leader", "assessor", "reporter", "signer", "auditor")
"""系统角色: the role words a person may carry."""


@dataclass(frozen=True)
class Person:
    """人员: one sign-in of the demo town; ``unit`` is the short name of a village or office, or the town's."""

    login: str
    name: str
    post: str
    roles: tuple[str, ...]
    unit: str


PEOPLE = (
    Person("shuji", TOWN.secretary, "党委书记", ("leader", "signer"), TOWN.name),
    Person("zhenzhang", TOWN.mayor, "镇长", ("leader", "signer"), TOWN.name),
    Person("fenguan", "苏喆", "副镇长", ("leader",), TOWN.name),
    Person("huanbaoban", "郝建平", "环保办主任", ("clerk", "signer"), "环保办"),
    Person("jingban", "陈雨桐", "环保办经办员", ("clerk", "reporter"), "环保办"),
    Person("jingban2", "马俊杰", "环保办经办员", ("clerk",), "环保办"),
    Person("kaohe", "柴志刚", "考核组组长", ("assessor",), TOWN.name),
    Person("kaohe2", "刘慧兰", "考核组成员", ("assessor",), TOWN.name),
    Person("jijian", "邵玉成", "镇纪委副书记", ("auditor",), TOWN.name),
    Person("guanli", "白凯明", "系统管理员", ("admin",), TOWN.name),
)

_VILLAGE_POSTS = ("村党支部书记", "村委会主任", "村文书")
_COMMUNITY_POSTS = ("社区党支部书记", "居委会主任", "社区工作者")


def people_of_village(village: Village) -> tuple[Person, ...]:
    """村级人员: secretary and director sign, the clerk reports; who holds both posts signs in once."""
    words = _COMMUNITY_POSTS if village.kind == UnitKind.COMMUNITY else _VILLAGE_POSTS
    clerk = Person(f"{village.code}wenshu", village.clerk, words[2], ("reporter",), village.name)
    if village.one_head:
        both = Person(f"{village.code}shuji", village.secretary, f"{words[0]}、{words[1]}", ("signer",), village.name)
        return both, clerk
    return (
        Person(f"{village.code}shuji", village.secretary, words[0], ("signer",), village.name),
        Person(f"{village.code}zhuren", village.director, words[1], ("signer",), village.name),
        clerk,
    )


def people_of_office(office: Office) -> tuple[Person, ...]:
    """单位人员: the head signs, one of the staff reports; whoever is already in PEOPLE is not made twice."""
    known = {person.name for person in PEOPLE if person.unit == office.name}
    staff = (
        Person(f"{office.code}fuze", office.head, office.post, ("signer",), office.name),
        Person(f"{office.code}baosong", office.reporter, "报送员", ("reporter",), office.name),
    )
    return tuple(person for person in staff if person.name not in known)
