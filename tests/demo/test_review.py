"""示例审核: the clause that the opinion is about stands in the season's wording, and reads well once mended."""

from respbook.demo import review, wording


def test_the_mended_clause_is_in_the_seasons_letter_once():
    texts = [clause.text for clause in wording.STRAW_ANNEX.clauses if review._WHERE in clause.text]
    assert len(texts) == 1 and review._MENDED not in texts[0]
