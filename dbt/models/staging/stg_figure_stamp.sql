select
    kind,
    name,
    stamp
from {{ source('history', 'figure_stamp') }}
