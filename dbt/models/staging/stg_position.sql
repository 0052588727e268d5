select
    title_vi,
    level,
    coalesce(groups, '') as population_groups
from {{ source('reference', 'positions') }}
