"""问责所据的考核结果: of the final assessment of a programme, once it is out (features Y1)."""

from collections.abc import Mapping

from respbook.models.programmes import Programme
from respbook.rules.measures import Result


def results_of(programme: Programme) -> Mapping[int, Result]:
    """考核结果 of each unit by its id: only of an assessment that was announced or later, as it was frozen then.

    Without a frozen result nothing is proposed for a grade, a rank or a score.
    """
    return {}
