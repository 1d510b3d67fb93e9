"""The one way a rule says no."""


class RuleBroken(Exception):
    """规则不许: a rule refuses; the sentence is shown to the user as it is.

    ``field`` names the form field that the sentence belongs to, where there is one.
    ``sentences`` is used where one check finds several things at once.
    """

    def __init__(self, sentence: str, field: str | None = None, sentences: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.sentences = sentences or (sentence,)


class TooLarge(RuleBroken):
    """文件过大: answered with 413, and the sentence stands at the field."""
