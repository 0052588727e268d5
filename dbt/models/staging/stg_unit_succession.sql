select
    unit_code,
    successor_code,
    note
from {{ source('reference', 'unit_successions') }}
