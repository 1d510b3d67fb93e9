"""约谈文书: how the basis of a talk is worded."""

import pytest

from respbook.papers.talk import basis_words


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("《追究办法》：整改不力的，予以约谈。", "《追究办法》“整改不力的，予以约谈”的规定"),
        ("《约谈办法》第三条。", "《约谈办法》第三条"),
        ("镇党委会议决定：予以约谈", "镇党委会议决定：予以约谈"),
    ],
)
def test_a_clause_is_named_as_official_papers_do(clause, words):
    assert basis_words(clause) == words
