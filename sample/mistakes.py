"""Which unit makes which mistakes in which year: a table, and the function that makes them.

Mistakes get fewer from year to year. Every rule of ``returns.md`` about lines is broken somewhere in here.
"""

from __future__ import annotations

from random import Random

from sample.defects import DEFECTS, Context
from sample.lines import Line
from sample.returns import World

# year, unit, form: the mistakes and how many lines have each
MISTAKES: dict[tuple[int, str, str], dict[str, int]] = {
    (2021, "tinh", "02"): {"degree_unknown": 1, "identifiers_blank": 1, "theory_unknown": 1},
    (2021, "tp-bac-kan", "02"): {
        "card_blank_beside_old_id": 2,
        "degree_unknown": 4,
        "sex_both": 1,
        "sex_neither": 1,
        "appointed_invalid": 2,
    },
    (2021, "pac-nam", "04"): {"group_blank": 2, "end_blank": 1, "result_unknown": 2},
    (2021, "ba-be", "02"): {"duplicate_line": 2, "degree_blank": 3},
    (2021, "ba-be", "03"): {"rated_otherwise": 1},
    (2021, "ngan-son", "03"): {"rating_blank": 4},
    (2021, "ngan-son", "01"): {"code_blank": 1, "founded_invalid": 2},
    (2021, "bach-thong", "02"): {"sex_contradicts": 1, "birth_contradicts": 1, "position_unknown": 2},
    (2021, "bach-thong", "03"): {"not_decided": 3, "duplicate_line": 1},
    (2021, "cho-don", "01"): {"type_unknown": 1, "duplicate_organisation": 1},
    (2021, "cho-don", "02"): {"other_birth_year": 1, "theory_unknown": 4, "identifiers_useless": 1},
    (2021, "cho-moi", "03"): {"not_decided": 9, "rating_unknown": 2},
    (2021, "na-ri", "02"): {"birth_invalid": 2, "appointed_invalid": 2, "level_unknown": 1},
    (2021, "na-ri", "04"): {"ended_long_ago": 3, "duplicate_line": 1},
    (2021, "cac-co-quan-tinh", "02"): {"citizen_id_too_long": 1, "card_too_long": 1},
    (2021, "cong-an", "03"): {"stranger": 1},
    (2022, "tinh", "01"): {"not_decided": 1},
    (2022, "tinh", "02"): {"position_unknown": 1, "degree_blank": 1},
    (2022, "tp-bac-kan", "02"): {"degree_unknown": 2, "name_blank": 1, "degree_fell": 2},
    (2022, "tp-bac-kan", "04"): {"end_invalid": 1, "started_after_end": 1},
    (2022, "ngan-son", "02"): {"position_at_wrong_level": 1, "organisation_unknown": 2},
    (2022, "bach-thong", "03"): {"new_person_rated": 2, "rated_twice": 2},
    (2022, "cho-don", "03"): {"identifiers_blank": 1, "stranger": 1},
    (2022, "cho-moi", "02"): {
        "year_in_date_cell": 3,
        "one_position_unknown": 2,
        "citizen_id_of_nowhere": 1,
        "position_blank": 1,
    },
    (2022, "na-ri", "03"): {"rated_otherwise": 1, "rating_blank": 2},
    (2022, "na-ri", "04"): {"not_ended": 2, "ended_after_snapshot": 3, "start_invalid": 1},
    (2022, "cong-an", "03"): {"too_many_best": 18},
    (2022, "quan-su", "02"): {"theory_unknown": 2},
    (2022, "cac-co-quan-tinh", "02"): {"stale_degree": 1},
    (2023, "cac-co-quan-tinh", "02"): {"stale_degree": 2},
    (2024, "tinh", "02"): {"stale_degree": 1},
    (2023, "tinh", "02"): {"degree_unknown": 1, "card_of_another": 1},
    (2023, "tp-bac-kan", "03"): {"not_decided": 3},
    (2023, "pac-nam", "02"): {"degree_unknown": 3, "sex_both": 1, "duplicate_line": 1},
    (2023, "pac-nam", "01"): {"rated_otherwise": 1, "not_decided": 2, "new_organisation_rated": 1},
    (2023, "ba-be", "02"): {"id_one_digit_off": 1, "sex_neither": 1},
    (2023, "ba-be", "04"): {"ended_last_year": 3, "group_unknown": 1},
    (2023, "cho-don", "04"): {"identifiers_useless": 1, "stranger": 1},
    (2023, "cho-moi", "02"): {"birth_contradicts": 1, "organisation_unknown": 1},
    (2023, "na-ri", "03"): {"card_beside_id": 1, "rating_unknown": 1},
    (2023, "cong-an", "01"): {"too_many_best": 12},
    (2024, "tinh", "03"): {"new_person_rated": 1},
    (2024, "tp-bac-kan", "02"): {"degree_unknown": 2, "sex_contradicts": 1},
    (2024, "ngan-son", "02"): {"degree_fell": 1, "theory_unknown": 1, "appointed_invalid": 1},
    (2024, "bach-thong", "03"): {"rating_blank": 1},
    (2024, "cho-moi", "04"): {"end_blank": 1, "duplicate_line": 1},
    (2024, "na-ri", "01"): {"founded_invalid": 1, "rating_blank": 1},
    (2024, "quan-su", "01"): {"committee_rated_again": 1},
    (2024, "quan-su", "02"): {"card_too_long": 1},
    (2025, "tp-bac-kan", "02"): {"degree_unknown": 1},
    (2025, "ba-be", "02"): {"sex_neither": 1},
    (2025, "cho-moi", "03"): {"not_decided": 2},
    (2025, "na-ri", "02"): {"theory_unknown": 1, "organisation_unknown": 1},
    (2025, "ubnd-tinh", "02"): {"position_unknown": 1},
    (2025, "cong-an", "03"): {"rating_blank": 1},
    (2025, "cho-don", "04"): {"ended_after_snapshot": 1},
    (2021, "pac-nam", "02"): {"level_blank": 1, "level_contradicts": 2},
    (2021, "cong-an", "02"): {"theory_column_blank": 1},
    (2021, "ngan-son", "02"): {"old_id_of_another": 1},
    (2021, "cho-don", "03"): {"proposed": 4, "wrong_name": 1},
    (2021, "na-ri", "03"): {"decided_another_year": 3},
    (2021, "bach-thong", "04"): {"result_blank": 3},
    (2022, "pac-nam", "03"): {"exempt_beside_rating": 2},
    (2022, "ba-be", "01"): {"code_of_another_unit": 1},
    (2022, "tinh", "03"): {"decided_after_receipt": 1, "wrong_name": 1},
    (2022, "tp-bac-kan", "01"): {"exempt_as_new_though_old": 1, "exempt_beside_rating": 1},
    (2023, "tp-bac-kan", "02"): {"level_contradicts": 3, "year_in_date_cell": 2},
    (2023, "bach-thong", "03"): {"period_of_another_year": 1, "exempt_as_new_though_old": 1},
    (2023, "bach-thong", "02"): {"managed_unknown": 1},
    (2023, "cho-moi", "03"): {"proposed": 2, "decided_another_year": 2},
    (2023, "tinh", "04"): {"result_blank": 2, "wrong_name": 1},
    (2024, "pac-nam", "02"): {"degree_ticked_twice": 2},
    (2024, "ba-be", "03"): {"rating_ticked_twice": 2},
    (2024, "na-ri", "04"): {"not_ended": 1, "result_unknown": 1},
    (2024, "cho-moi", "01"): {"code_of_another_unit": 1},
    (2025, "pac-nam", "03"): {"proposed": 1},
    (2025, "ba-be", "03"): {"decided_another_year": 1},
    (2025, "ngan-son", "02"): {"level_contradicts": 1},
    (2025, "tinh", "04"): {"wrong_name": 1},
}


def make(world: World, unit: str, year: int, forms: dict[str, list[Line]]) -> None:
    """Make a unit's mistakes of a year in its lines, in place."""
    for form, lines in forms.items():
        context = Context(world, unit, year, Random(f"{world.seed}:{year}:{unit}:{form}:mistakes"), lines)
        for name, number in MISTAKES.get((year, unit, form), {}).items():
            DEFECTS[name](context, number)
