select
    positions.position_code,
    populations.population
from {{ ref('dim_position') }} as positions
inner join {{ ref('stg_population') }} as populations
    on
        populations.basis = 'position_group'
        and {{ list_holds('positions.population_groups', 'populations.value') }}
        and (populations.level is null or positions.level = populations.level)
