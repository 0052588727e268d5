"""What an indicator or a form counts, in words: persons are "đồng chí", organisations "tổ chức".

Belongs here: counting them in a sentence. Not here: which form is about whom (tables/forms.py).
"""

from dagster_project.lib.bilingual import Text, number

#: subject → Vietnamese, English of one, English of several.
_WORDS = {
    "person": ("đồng chí", "person", "people"),
    "organisation": ("tổ chức", "organisation", "organisations"),
}


def counted(many: int, subject: str) -> Text:
    """Write so many subjects (`person`, `organisation`): "12 đồng chí", "12 people"."""
    vi, en = number(many)
    word_vi, one, several = _WORDS[subject]
    return Text(f"{vi} {word_vi}", f"{en} {one if many == 1 else several}")
