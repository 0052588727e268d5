select
    level || ':' || title_vi as position_code,
    title_vi,
    level,
    {{ list_holds('population_groups', "'department_leaders'") }} as is_department_leader,
    {{ list_holds('population_groups', "'commune_leaders'") }} as is_commune_leader,
    {{ list_holds('population_groups', "'commune_leaders_wide'") }} as is_commune_leader_wide,
    population_groups
from {{ ref('stg_position') }}
