select night_on
from {{ source('history', 'night') }}
